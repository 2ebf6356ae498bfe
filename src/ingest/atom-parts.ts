import type { parseAtomFeed } from "feedsmith";
import { nonEmptyObject } from "../article/fields.ts";
import type { Enclosure } from "./feed-media.ts";

/* The parts of Atom (RFC 4287) that entries have, and items of RSS where a program writes Atom into them. */

export type AtomFeed = ReturnType<typeof parseAtomFeed<string>>;
export type AtomEntry = NonNullable<AtomFeed["entries"]>[number];
type Content = NonNullable<AtomEntry["content"]>;
type Links = AtomEntry["links"];

/** Elements without content in XHTML that need an end tag in HTML. */
const selfClosingElement =
  /<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([a-z][\w-]*)((?:\s[^<>]*)?)\/>/gi;

/** Resolves the addresses in HTML. */
export type HtmlResolver = (html: string | undefined) => string | undefined;

/** Returns content by its type (section 4.1.3): text, HTML or XHTML, or a media type of text. No other type can be kept. */
export function contentFields(content: Content, resolve: HtmlResolver): object {
  const { value, type = "text" } = content;
  if (isHtml(type)) return { content_html: resolve(htmlIn(content)) };
  return /^text(?:\/|$)/i.test(type) ? { content_text: value } : {};
}

/** Returns HTML or XHTML as HTML, in which an empty element has an end tag. */
export function htmlIn({ value = "", type }: { value?: string; type?: string }): string {
  return isXhtml(type) ? value.replace(selfClosingElement, "<$1$2></$1>") : value;
}

function isXhtml(type: string | undefined): boolean {
  return /^(?:xhtml|application\/xhtml\+xml)$/i.test(type ?? "");
}

/** Tells whether a type of content is HTML or XHTML. */
export function isHtml(type: string | undefined): boolean {
  return isXhtml(type) || /^(?:html|text\/html)$/i.test(type ?? "");
}

/**
 * Returns the address of the first link with a relation. A link without one has `alternate` (section 4.2.7.2). Among
 * several, a page comes before a file.
 */
export function linkIn(links: Links = [], relation: string): string | undefined {
  const found = links.filter(({ rel = "alternate" }) => rel === relation);
  return (found.find(({ type }) => type === undefined || isHtml(type)) ?? found[0])?.href;
}

/** Returns the files that links name as enclosures. */
export function enclosuresOf(links: Links = []): Enclosure[] {
  return links
    .filter(({ rel }) => rel === "enclosure")
    .map(({ href, type, length, title }) => nonEmptyObject({ url: href, type, length, title }) ?? {});
}
