import { isMembers } from "../../article/members.ts";
import type { Document } from "../document.ts";
import { parseBoundedJson } from "../json-syntax.ts";
import { hasAllOf, type PageMetadata, type Picture, parsePixels, splitKeywords } from "./metadata.ts";
import { personNames } from "./person-names.ts";

type Node = Record<string, unknown>;

/** The nodes that are read, in all scripts of a page. */
const maxNodes = 5_000;
const articleType = /(?:Article|Posting|^Report)$/;
/** Things that a page may be instead of an article, or that say when it was published. */
const workType = /(?:Page|^CreativeWork|^Recipe|^Review|^HowTo|^Event|^\w*Episode|^Book|^Course|^Dataset|^\w*Object)$/;

/**
 * Reads a page's JSON-LD (https://schema.org/Article, https://www.w3.org/TR/json-ld11/): the first article in any list
 * or graph. The dates of its page follow those of the article. Scripts that are not JSON are ignored. `publishers`: the
 * names of the site and of those who publish the page.
 */
export function readJsonLd(document: Document): PageMetadata & { publishers: string[] } {
  const nodes = nodesOf(document);
  const article = nodes.find(isArticle);
  const works = nodes.filter((node) => hasType(node, workType));
  const dates = {
    published: textsIn(
      [article, ...works].flatMap((node) => [node?.datePublished, node?.dateCreated, node?.uploadDate]),
    ),
    modified: textsIn([article, ...works].map((node) => node?.dateModified)),
  };
  const referencedNodes = nodes.filter((node) => typeof node["@id"] === "string" && Object.keys(node).length > 1);
  const byId = new Map(referencedNodes.map((node) => [node["@id"], node]));
  const resolveReference = (value: unknown) => (isMembers(value) ? (byId.get(value["@id"]) ?? value) : value);
  const authorsOfNode = (node: Node) => {
    const [authors, creators] = [node.author, node.creator].map((people) =>
      authorsOf(listOf(people).map(resolveReference)),
    );
    return authors === undefined || hasAllOf(creators ?? [], authors) ? creators : authors;
  };
  const publishers = publishersIn(nodes);
  if (article === undefined)
    return { ...dates, publishers, authors: works.map(authorsOfNode).find((authors) => authors !== undefined) };
  return {
    ...dates,
    publishers,
    urls: [article.mainEntityOfPage, article.url].map(addressIn).filter((url) => url !== undefined),
    title: titleIn(article, document),
    authors: authorsOfNode(article),
    language: textIn(article.inLanguage),
    image: pictureOf(resolveReference(listOf(article.image)[0]) ?? article.thumbnailUrl),
    summary: textIn(article.description),
    tags: splitKeywords(listOf(article.keywords).flatMap((word) => textIn(isMembers(word) ? word.name : word) ?? [])),
  };
}

function publishersIn(nodes: readonly Node[]): string[] {
  const publishers = nodes.flatMap((node) => [
    ...listOf(node.publisher),
    ...(hasType(node, /^(?:WebSite|NewsMediaOrganization)$/) ? [node] : []),
  ]);
  return textsIn(publishers.slice(0, 20).map((publisher) => (isMembers(publisher) ? publisher.name : publisher)));
}

/**
 * Tells whether the article, its page, or a part of the page is marked as not free to read
 * (https://schema.org/isAccessibleForFree).
 */
export function isMarkedAsPaid(document: Document): boolean {
  const isPaid = (value: unknown) => /^(?:https?:\/\/schema\.org\/)?(?:false|no)$/i.test(String(value));
  const isAboutArticle = (node: Node) => {
    const types = listOf(node["@type"]);
    return isArticle(node) || types.length === 0 || types.some((type) => /Page(?:Element)?$/.test(String(type)));
  };
  return nodesOf(document).some((node) => isPaid(node.isAccessibleForFree) && isAboutArticle(node));
}

function nodesOf(document: Document): Node[] {
  const nodes: Node[] = [];
  const visit = (value: unknown, depth: number) => {
    if (depth > 8 || nodes.length >= maxNodes) return;
    if (Array.isArray(value)) for (const each of value) visit(each, depth + 1);
    if (!isMembers(value)) return;
    nodes.push(value);
    for (const member of Object.values(value)) if (typeof member === "object") visit(member, depth + 1);
  };
  for (const script of document.querySelectorAll('script[type^="application/ld+json"]')) {
    try {
      visit(parseBoundedJson(jsonOf(script.textContent)), 0);
    } catch {}
  }
  return nodes;
}

/** Returns the JSON of a script, without the marks around it. Pages write line ends and tabs into strings, too. */
function jsonOf(script: string): string {
  return script
    .replace(/^\s*(?:<!--|\/\/)?\s*<!\[CDATA\[|(?:\/\/\s*)?\]\]>\s*$/g, "")
    .replace(/\p{Cc}/gu, " ")
    .replace(/[;\s]+$/, "");
}

function isArticle(node: Node): boolean {
  return hasType(node, articleType);
}

function hasType(node: Node, pattern: RegExp): boolean {
  return listOf(node["@type"]).some((type) => pattern.test(String(type).replace(/^.*[/:#]/, "")));
}

function textsIn(values: readonly unknown[]): string[] {
  return values.flatMap((value) => textIn(value) ?? []);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function textIn(value: unknown): string | undefined {
  const [first] = listOf(value);
  const text = isMembers(first) ? first["@value"] : first;
  return typeof text === "string" && text.trim() !== "" ? text.trim() : undefined;
}

/**
 * Returns the title. If name and headline differ, one of them is a description, and the title is the one the page
 * shows.
 */
function titleIn({ headline, name }: Node, document: Document): string | undefined {
  const [headlineText, nameText] = [textIn(headline), textIn(name)];
  const pageTitle = document.querySelector("title")?.textContent ?? "";
  return headlineText !== undefined &&
    nameText !== undefined &&
    pageTitle.trimStart().startsWith(nameText) &&
    !pageTitle.includes(headlineText)
    ? nameText
    : (headlineText ?? nameText);
}

function addressIn(value: unknown): string | undefined {
  return isMembers(value) ? (textIn(value["@id"]) ?? textIn(value.url)) : textIn(value);
}

function authorsOf(people: readonly unknown[]): PageMetadata["authors"] {
  const authors = people.flatMap((person) => {
    const names = listOf(isMembers(person) ? person.name : person).flatMap((name) => personNames(textIn(name) ?? ""));
    const url = isMembers(person) && names.length === 1 ? (textIn(person.url) ?? textIn(person.sameAs)) : undefined;
    const isOrganisation = isMembers(person) && hasType(person, /Organi[sz]ation$/);
    return names.map((name) => ({ name, url, ...(isOrganisation && { isOrganisation }) }));
  });
  return authors.length > 0 ? authors.slice(0, 50) : undefined;
}

function pictureOf(image: unknown): Picture | undefined {
  if (!isMembers(image)) {
    const url = textIn(image);
    return url === undefined ? undefined : { url };
  }
  const url = textIn(image.url) ?? textIn(image.contentUrl);
  if (url === undefined) return undefined;
  const [creator] = listOf(image.creator ?? image.author ?? image.copyrightHolder);
  return {
    url,
    width: parsePixels(isMembers(image.width) ? image.width.value : image.width),
    height: parsePixels(isMembers(image.height) ? image.height.value : image.height),
    credit: textIn(image.creditText) ?? textIn(isMembers(creator) ? creator.name : creator),
    description: textIn(image.caption),
  };
}
