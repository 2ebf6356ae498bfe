import type { Article } from "../../src/article/article.ts";
import { showArticles } from "../../src/render/content.ts";
import type { DocumentContext, Format } from "../../src/render/format.ts";

export const context: DocumentContext = {
  site: { title: "The Example", url: "https://example.org/", language: "en" },
  channel: {
    slug: "news",
    title: "News",
    description: "What is new",
    content: "full",
    limit: 50,
    maxBytes: 250_000,
    archive: true,
  },
  baseUrl: "https://feeds.example.org",
  maxAge: 300,
  hubs: [],
  place: { kind: "complete" },
};

export const minimal: Article = {
  id: "urn:example:1",
  url: "https://example.org/1",
  title: "One",
  date_published: "2026-03-01T08:00:00.000Z",
  date_modified: "2026-03-02T09:30:00.000Z",
  _courant: { revision: 1 },
};

/** A whole document, put together as publishing does it. */
export function documentOf(format: Format, articles: readonly Article[], given: DocumentContext = context): string {
  const modified = articles.map((article) => article.date_modified).sort();
  const updated = modified.at(-1) ?? "2026-01-01T00:00:00.000Z";
  const { head, separator, tail } = format.frame(given, updated);
  const { site, channel, baseUrl } = given;
  const style = { content: channel.content, language: channel.language ?? site.language, baseUrl };
  const items = format.items(showArticles(articles, style), { site, baseUrl, podcast: channel.podcast !== undefined });
  return head + items.join(separator) + tail;
}

/** One item, for a channel in English with whole articles that is no podcast. */
export function itemOf(
  format: Format,
  article: Article,
  { site, baseUrl }: Pick<DocumentContext, "site" | "baseUrl"> = context,
): string {
  const shown = showArticles([article], { content: "full", language: "en", baseUrl });
  const [item = ""] = format.items(shown, { site, baseUrl, podcast: false });
  return item;
}

/** The elements of one name in canonical XML, with attributes and text as a parser sees them. */
export function elements(xml: string, name: string): { attributes: Record<string, string>; text: string }[] {
  return [...xml.matchAll(new RegExp(`<${name}((?: [\\w:]+="[^"]*")*)>([^]*?)</${name}>`, "g"))].map((match) => ({
    attributes: Object.fromEntries(
      [...(match[1] ?? "").matchAll(/ ([\w:]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, decode(value)]),
    ),
    text: decode(match[2] ?? ""),
  }));
}

export function texts(xml: string, name: string): string[] {
  return elements(xml, name).map((element) => element.text);
}

const references: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#x9": "\t",
  "#xA": "\n",
  "#xD": "\r",
};

function decode(canonicalText: string): string {
  return canonicalText.replace(/&([^;]+);/g, (reference, name: string) => references[name] ?? reference);
}
