import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from "parse5";
import type { Article } from "../../src/article/article.ts";
import type { Channel, Site } from "../../src/config/schema.ts";
import { createPageContext } from "../../src/render/page.ts";

export const site: Site = {
  title: "The Example",
  url: "https://example.org/",
  description: "About it",
  language: "en-GB",
};
export const news: Channel = {
  slug: "news",
  title: "News",
  description: "What is new",
  content: "full",
  limit: 50,
  maxBytes: 250_000,
  archive: true,
};
export const sport: Channel = { ...news, slug: "sport", title: "Sport" };
/** What pages are written with on a site in a language. */
export const contextIn = (language: string, timezone = "UTC") =>
  createPageContext({ baseUrl: "https://feeds.example.org", language, timezone });

export const context = contextIn(site.language);
export const article: Article = {
  id: "tag:example.org,2025:1",
  title: "A title",
  summary: "A summary",
  content_html: "<p>Some <em>content</em></p>",
  date_published: "2025-09-02T23:30:00.000Z",
  date_modified: "2025-09-02T23:45:00.000Z",
  _courant: { revision: 1 },
};

export type Found = { name: string; attributes: Record<string, string>; text: string };

/** Every element as a browser would find it; `errors` are those of the HTML standard's own parser. */
export function read(page: string): { elements: Found[]; errors: string[] } {
  const errors: string[] = [];
  const elements: Found[] = [];
  const textOf = (node: DefaultTreeAdapterTypes.Node): string => {
    if (defaultTreeAdapter.isTextNode(node)) return node.value;
    return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
  };
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if (defaultTreeAdapter.isElementNode(node)) {
      const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
      elements.push({ name: node.tagName, attributes, text: textOf(node) });
    }
    if ("childNodes" in node) node.childNodes.forEach(visit);
  };
  visit(parse(page, { onParseError: ({ code }) => errors.push(code) }));
  return { elements, errors };
}

export function all(page: string, name: string, attributes: Record<string, string> = {}): Found[] {
  return read(page).elements.filter(
    (element) =>
      element.name === name && Object.entries(attributes).every(([key, value]) => element.attributes[key] === value),
  );
}

export const texts = (page: string, name: string) => all(page, name).map(({ text }) => text);
