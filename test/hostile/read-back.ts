import { XmlDocument, XmlElement } from "libxml2-wasm";
import { parseFragment } from "parse5";
import type { FormatName } from "../../src/render/format.ts";
import type { Said } from "./articles.ts";
import { readable, textOf } from "./harm.ts";

/** The content of a document about an article, and every piece of HTML in it. */
export type ReadBack = { id: string; said: Said; html: string[] };

const namespaces = {
  atom: "http://www.w3.org/2005/Atom",
  content: "http://purl.org/rss/1.0/modules/content/",
  dc: "http://purl.org/dc/elements/1.1/",
  media: "http://search.yahoo.com/mrss/",
};

type JsonItem = {
  id: string;
  title?: string;
  summary?: string;
  content_html?: string;
  authors?: { name: string }[];
  tags?: string[];
  _courant?: { image_credit?: string; image_description?: string };
};

/** Returns the items of a document as a strict parser reads them. */
export function readBack(format: FormatName, document: string): ReadBack[] {
  if (format === "json") return (JSON.parse(document) as { items: JsonItem[] }).items.map(fromJson);
  const parsed = XmlDocument.fromString(document);
  try {
    const name = format === "rss" ? "//item" : "//atom:entry";
    return parsed
      .find(name, namespaces)
      .filter(isElement)
      .map(format === "rss" ? fromRss : fromAtom);
  } finally {
    parsed.dispose();
  }
}

function fromRss(item: XmlElement): ReadBack {
  const description = first(item, "description");
  const html = first(item, "content:encoded");
  const said = {
    title: first(item, "title"),
    summary: textOf(parseFragment(description)),
    content: readable(html),
    authors: all(item, "dc:creator"),
    tags: all(item, "category"),
    ...imageIn(item),
  };
  return { id: first(item, "guid"), said, html: [description, html] };
}

function fromAtom(entry: XmlElement): ReadBack {
  const html = first(entry, "atom:content");
  const said = {
    title: plain(entry, "atom:title"),
    summary: plain(entry, "atom:summary"),
    content: readable(html),
    authors: all(entry, "atom:author/atom:name"),
    tags: entry
      .find("atom:category", namespaces)
      .filter(isElement)
      .map((tag) => tag.attr("term")?.value ?? ""),
    ...imageIn(entry),
  };
  return { id: first(entry, "atom:id"), said, html: [html] };
}

function fromJson(item: JsonItem): ReadBack {
  const html = item.content_html ?? "";
  const said = {
    title: item.title ?? "",
    summary: item.summary ?? "",
    content: readable(html),
    authors: (item.authors ?? []).map(({ name }) => name),
    tags: item.tags ?? [],
    credit: item._courant?.image_credit ?? "",
    description: item._courant?.image_description ?? "",
  };
  return { id: item.id, said, html: [html] };
}

function imageIn(item: XmlElement) {
  return { credit: first(item, ".//media:credit"), description: first(item, ".//media:description") };
}

/** A text construct of Atom (RFC 4287 section 3.1) as plain text. */
function plain(entry: XmlElement, path: string): string {
  const [found] = entry.find(path, namespaces).filter(isElement);
  const isHtml = found?.attr("type")?.value === "html";
  return isHtml ? textOf(parseFragment(found.content)) : (found?.content ?? "");
}

function first(item: XmlElement, path: string): string {
  return all(item, path)[0] ?? "";
}

function all(item: XmlElement, path: string): string[] {
  return item.find(path, namespaces).map((node) => node.content);
}

function isElement(node: unknown): node is XmlElement {
  return node instanceof XmlElement;
}
