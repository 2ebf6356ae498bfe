import { isMembers } from "../json.ts";
import type { PageDocument } from "../dom.ts";
import type { Said } from "./said.ts";

type Node = Record<string, unknown>;

/** Types of schema.org for articles, and for pages that are none. */
const article = /(?:Article|BlogPosting|SocialMediaPosting|Report|Review|Recipe)$/;
const list = /(?:CollectionPage|SearchResultsPage|ProfilePage|ContactPage|AboutPage|CheckoutPage|MediaGallery)$/;

/** Nodes that are looked at, and how deep. */
const most = { nodes: 5000, depth: 12 };

/**
 * What a page says of its article as JSON-LD, in the words of schema.org (https://schema.org/Article): the first article
 * in any of its scripts. Scripts that are not JSON are left out.
 */
export function saidInJsonLd(page: PageDocument): Said {
  const nodes = [...page.querySelectorAll('script[type="application/ld+json"]')].flatMap(({ textContent }) =>
    nodesIn(textContent),
  );
  const found = nodes.find((node) => typesOf(node).some((type) => article.test(type)));
  if (!found) return nodes.some((node) => typesOf(node).some((type) => list.test(type))) ? { isArticle: false } : {};
  const byId = new Map(nodes.map((node) => [node["@id"], node]));
  /** What a reference stands for; the value itself where it is none. */
  const meant = (value: unknown): unknown =>
    isMembers(value) && Object.keys(value).length === 1 && typeof value["@id"] === "string"
      ? (byId.get(value["@id"]) ?? value)
      : value;
  const image = meant([meant(found.image) ?? found.thumbnailUrl].flat()[0]);
  return {
    isArticle: true,
    url: addressOf(found.url) ?? addressOf(found.mainEntityOfPage),
    title: text(found.headline) ?? text(found.name),
    summary: text(found.description),
    authors: [meant(found.author) ?? meant(found.creator) ?? []]
      .flat()
      .map(meant)
      .flatMap((author) => personOf(author)),
    published: text(found.datePublished) ?? text(found.dateCreated),
    modified: text(found.dateModified),
    image: isMembers(image)
      ? {
          url: addressOf(image.contentUrl) ?? addressOf(image),
          width: Number.parseInt(String(text(image.width) ?? image.width), 10),
          height: Number.parseInt(String(text(image.height) ?? image.height), 10),
          description: text(image.caption),
          credit: text(image.creditText) ?? text(isMembers(image.author) ? image.author.name : undefined),
        }
      : { url: text(image) },
    tags: words(found.keywords),
    language: text(meant(found.inLanguage)),
  };
}

/** All objects in a script, from the outermost, however they are nested. */
function nodesIn(json: string): Node[] {
  const nodes: Node[] = [];
  const visit = (value: unknown, depth: number) => {
    if (depth > most.depth || nodes.length > most.nodes) return;
    if (Array.isArray(value)) for (const each of value) visit(each, depth + 1);
    if (!isMembers(value)) return;
    nodes.push(value);
    for (const each of Object.values(value)) visit(each, depth + 1);
  };
  try {
    // Some wrap it as scripts were wrapped once, some leave line breaks within strings.
    visit(
      JSON.parse(
        json
          .replace(/^\s*(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/)|(?:-->|\/\*\s*\]\]>\s*\*\/)\s*$/g, "")
          .replace(/[\n\r\t]+/g, " "),
      ),
      0,
    );
  } catch {}
  return nodes;
}

function typesOf(node: Node): string[] {
  return [node["@type"]].flat().filter((type) => typeof type === "string");
}

function personOf(value: unknown): { name: string; url?: string }[] {
  if (!isMembers(value)) return text(value) === undefined ? [] : [{ name: String(text(value)) }];
  const [name] = [value.name].flat().flatMap((each) => text(each) ?? []);
  const url = addressOf(value.url);
  return name === undefined ? [] : [{ name, ...(url !== undefined && { url }) }];
}

function addressOf(value: unknown): string | undefined {
  const [first] = [value].flat();
  return isMembers(first) ? (text(first.url) ?? text(first["@id"])) : text(first);
}

function words(value: unknown): string[] {
  return [value ?? []].flat().flatMap((each) => text(isMembers(each) ? each.name : each)?.split(",") ?? []);
}

/** Text, of a value or of one in several languages. */
function text(value: unknown): string | undefined {
  if (isMembers(value)) return text(value["@value"] ?? value.name ?? value.alternateName);
  const [first] = [value].flat();
  return typeof first === "string" && first.trim() !== "" ? first.trim() : undefined;
}
