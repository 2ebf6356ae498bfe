import type { parseAtomFeed } from "feedsmith";
import type { Draft } from "../article/article.ts";
import { members } from "../article/fields.ts";
import { textOf } from "../article/plain-text.ts";
import { mailtoUrl } from "../article/url.ts";
import { feedDate } from "./dates.ts";
import { mediaOf } from "./feed-media.ts";
import { basedHtml, type FeedSurroundings, languageOf, ownId, resolved } from "./feed-parts.ts";

type Feed = ReturnType<typeof parseAtomFeed<string>>;
type Entry = NonNullable<Feed["entries"]>[number];
type Content = NonNullable<Entry["content"]>;
type Person = NonNullable<Entry["authors"]>[number];

/** Elements of HTML that have no end tag; what else is empty in XHTML needs one in HTML. */
const emptyElement =
  /<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([a-z][\w-]*)((?:\s[^<>]*)?)\/>/gi;

/** The article in an entry of Atom 1.0 (RFC 4287) or 0.3, with what Media RSS says of it. */
export function articleOfEntry(entry: Entry, feed: Feed, { baseUrl, origin }: FeedSurroundings): object {
  const feedBase = resolved(feed.xml?.base, baseUrl);
  const entryBase = resolved(entry.xml?.base, feedBase ?? baseUrl) ?? feedBase;
  const home = entryBase ?? resolved(linkIn(feed.links, "alternate"), baseUrl) ?? baseUrl;
  const url = resolved(linkIn(entry.links, "alternate"), home);
  const base = entryBase ?? (url === undefined ? home : undefined);
  const contentBase = resolved(entry.content?.xml?.base, base ?? url ?? home) ?? base;
  const summaryHtml = entry.summary && isHtml(entry.summary.type);
  const { content } = entry;
  const { _courant, ...media } = mediaOf({ media: entry.media, enclosures: enclosuresOf(entry) }, base ?? url ?? home);
  return {
    id: ownId(url, origin) ?? entry.id ?? url,
    url,
    external_url: resolved(linkIn(entry.links, "related"), home),
    title: plainOf(entry.title),
    summary: summaryHtml ? textOf(entry.summary?.value ?? "") : entry.summary?.value,
    ...(content?.value !== undefined && bodyOf(content, contentBase)),
    authors: authorsOf(
      [entry.authors, entry.source?.authors, feed.authors].find((people) => people?.length),
      home,
    ),
    tags: [
      ...(entry.categories ?? []).filter(isTag).flatMap(({ label, term }) => label ?? term ?? []),
      ...(entry.dc?.subjects ?? []),
    ],
    language: languageOf(content?.xml?.lang, entry.xml?.lang, feed.xml?.lang),
    date_published: feedDate(entry.published ?? entry.updated),
    date_modified: feedDate(entry.updated),
    ...media,
    _courant: members({ ..._courant, rights: plainOf(entry.rights) }),
  };
}

/** Google's services say in a category, too, of which kind an entry is. */
function isTag({ scheme = "" }: { scheme?: string }): boolean {
  return !/^https?:\/\/schemas\.google\.com\/g\/2005#kind$/.test(scheme);
}

/** Content by its type (section 4.1.3): text, HTML or XHTML; media types of text alike. Anything else cannot be kept. */
function bodyOf({ value = "", type = "text" }: Content, base: string | undefined): object {
  if (isXhtml(type)) return { content_html: basedHtml(value.replace(emptyElement, "<$1$2></$1>"), base) };
  if (isHtml(type)) return { content_html: basedHtml(value, base) };
  return /^text(?:\/|$)/i.test(type) ? { content_text: value } : {};
}

function isXhtml(type: string | undefined): boolean {
  return /^(?:xhtml|application\/xhtml\+xml)$/i.test(type ?? "");
}

function isHtml(type: string | undefined): boolean {
  return isXhtml(type) || /^(?:html|text\/html)$/i.test(type ?? "");
}

function plainOf(text: { value?: string; type?: string } | undefined): string | undefined {
  return isHtml(text?.type) ? textOf(text?.value ?? "") : text?.value;
}

/** The first link of a relation; `alternate` is what a link without one has (section 4.2.7.2). */
function linkIn(links: Feed["links"], relation: string): string | undefined {
  return links?.find(({ rel = "alternate" }) => rel === relation)?.href;
}

/** Links to what is enclosed, and content that is elsewhere (section 4.1.3.2). */
function enclosuresOf({ links = [], content }: Entry) {
  const { src: url, type } = content ?? {};
  const elsewhere =
    url !== undefined && /^(?:audio|video|image)\//i.test(type ?? "") ? [{ url, ...members({ type }) }] : [];
  const enclosed = links.filter(({ rel }) => rel === "enclosure");
  return [
    ...enclosed.map(({ href, type, length, title }) => members({ url: href, type, length, title }) ?? {}),
    ...elsewhere,
  ];
}

function authorsOf(people: readonly Person[] | undefined, base: string): Draft["authors"] {
  return people?.map(({ name, uri, email }) => ({
    name: name ?? email ?? "",
    ...members({ url: mailtoUrl(uri ?? "") ?? resolved(uri, base) ?? mailtoUrl(`mailto:${email}`) }),
  }));
}
