import type { parseAtomFeed } from "feedsmith";
import type { Draft } from "../article/article.ts";
import { nonEmptyObject } from "../article/fields.ts";
import { textOf } from "../article/plain-text.ts";
import { mailtoUrl } from "../article/url.ts";
import { parseFeedDate } from "./dates.ts";
import { mediaOf } from "./feed-media.ts";
import { articleIdFromUrl, type FeedSurroundings, firstLanguage, resolveHtml, resolveUrl } from "./feed-parts.ts";

type Feed = ReturnType<typeof parseAtomFeed<string>>;
type Entry = NonNullable<Feed["entries"]>[number];
type Content = NonNullable<Entry["content"]>;
type Person = NonNullable<Entry["authors"]>[number];

/** Elements without content in XHTML that need an end tag in HTML. */
const selfClosingElement =
  /<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([a-z][\w-]*)((?:\s[^<>]*)?)\/>/gi;

/** Returns the article in an entry of Atom 1.0 (RFC 4287) or 0.3, with its details in Media RSS. */
export function articleOfEntry(entry: Entry, feed: Feed, { baseUrl, origin }: FeedSurroundings): object {
  const feedBase = resolveUrl(feed.xml?.base, baseUrl);
  const entryBase = resolveUrl(entry.xml?.base, feedBase ?? baseUrl) ?? feedBase;
  const home = entryBase ?? resolveUrl(linkIn(feed.links, "alternate"), baseUrl) ?? baseUrl;
  const url = resolveUrl(linkIn(entry.links, "alternate"), home);
  const base = entryBase ?? (url === undefined ? home : undefined);
  const contentBase = resolveUrl(entry.content?.xml?.base, base ?? url ?? home) ?? base;
  const summaryHtml = entry.summary && isHtml(entry.summary.type);
  const { content } = entry;
  const { _courant, ...media } = mediaOf({ media: entry.media, enclosures: enclosuresOf(entry) }, base ?? url ?? home);
  return {
    id: articleIdFromUrl(url, origin) ?? entry.id ?? url,
    url,
    external_url: resolveUrl(linkIn(entry.links, "related"), home),
    title: toPlainText(entry.title),
    summary: summaryHtml ? textOf(entry.summary?.value ?? "") : entry.summary?.value,
    ...(content?.value !== undefined && contentFields(content, contentBase)),
    authors: authorsOf(
      [entry.authors, entry.source?.authors, feed.authors].find((people) => people?.length),
      home,
    ),
    tags: [
      ...(entry.categories ?? []).filter(isTag).flatMap(({ label, term }) => label ?? term ?? []),
      ...(entry.dc?.subjects ?? []),
    ],
    language: firstLanguage(content?.xml?.lang, entry.xml?.lang, feed.xml?.lang),
    date_published: parseFeedDate(entry.published ?? entry.updated),
    date_modified: parseFeedDate(entry.updated),
    ...media,
    _courant: nonEmptyObject({ ..._courant, rights: toPlainText(entry.rights) }),
  };
}

/** Whether a category is a tag. Google's services use one category for the kind of an entry. */
function isTag({ scheme = "" }: { scheme?: string }): boolean {
  return !/^https?:\/\/schemas\.google\.com\/g\/2005#kind$/.test(scheme);
}

/** Returns content by its type (section 4.1.3): text, HTML or XHTML, or a media type of text. No other type can be kept. */
function contentFields({ value = "", type = "text" }: Content, base: string | undefined): object {
  if (isXhtml(type)) return { content_html: resolveHtml(value.replace(selfClosingElement, "<$1$2></$1>"), base) };
  if (isHtml(type)) return { content_html: resolveHtml(value, base) };
  return /^text(?:\/|$)/i.test(type) ? { content_text: value } : {};
}

function isXhtml(type: string | undefined): boolean {
  return /^(?:xhtml|application\/xhtml\+xml)$/i.test(type ?? "");
}

function isHtml(type: string | undefined): boolean {
  return isXhtml(type) || /^(?:html|text\/html)$/i.test(type ?? "");
}

function toPlainText(text: { value?: string; type?: string } | undefined): string | undefined {
  return isHtml(text?.type) ? textOf(text?.value ?? "") : text?.value;
}

/** Returns the address of the first link with a relation. A link without one has `alternate` (section 4.2.7.2). */
function linkIn(links: Feed["links"], relation: string): string | undefined {
  return links?.find(({ rel = "alternate" }) => rel === relation)?.href;
}

/** Returns the enclosures of an entry, and its content when that is elsewhere (section 4.1.3.2). */
function enclosuresOf({ links = [], content }: Entry) {
  const { src: url, type } = content ?? {};
  const external =
    url !== undefined && /^(?:audio|video|image)\//i.test(type ?? "") ? [{ url, ...nonEmptyObject({ type }) }] : [];
  const enclosureLinks = links.filter(({ rel }) => rel === "enclosure");
  return [
    ...enclosureLinks.map(({ href, type, length, title }) => nonEmptyObject({ url: href, type, length, title }) ?? {}),
    ...external,
  ];
}

function authorsOf(people: readonly Person[] | undefined, base: string): Draft["authors"] {
  return people?.map(({ name, uri, email }) => ({
    name: name ?? email ?? "",
    ...nonEmptyObject({ url: mailtoUrl(uri ?? "") ?? resolveUrl(uri, base) ?? mailtoUrl(`mailto:${email}`) }),
  }));
}
