import type { Draft } from "../article/article.ts";
import { nonEmptyObject } from "../article/fields.ts";
import { textOf } from "../article/html/text-of.ts";
import { mailtoUrl } from "../article/url.ts";
import {
  type AtomEntry,
  type AtomFeed,
  contentFields,
  enclosuresOf,
  type HtmlResolver,
  htmlIn,
  isHtml,
  linkIn,
} from "./atom-parts.ts";
import { withoutOriginLine } from "./clean/origin-line.ts";
import { type Enclosure, mediaOfItem, mediaTextsOf } from "./feed-media.ts";
import { originOf } from "./feed-origin.ts";
import {
  articleIdFromUrl,
  createTextReader,
  type FeedSurroundings,
  firstLanguage,
  resolveHtml,
  resolveUrl,
  splitDescription,
  usableDate,
  usableUrl,
} from "./feed-parts.ts";

type Person = NonNullable<AtomEntry["authors"]>[number];

/** Returns the article in an entry of Atom 1.0 (RFC 4287) or 0.3, with its details in Media RSS. */
export function articleOfEntry(entry: AtomEntry, feed: AtomFeed, surroundings: FeedSurroundings): object {
  const { baseUrl, origin } = surroundings;
  const feedBase = resolveUrl(feed.xml?.base, baseUrl);
  const entryBase = resolveUrl(entry.xml?.base, feedBase ?? baseUrl) ?? feedBase;
  const home = entryBase ?? resolveUrl(linkIn(feed.links, "alternate"), baseUrl) ?? baseUrl;
  const link = linkIn(entry.links, "alternate");
  // An id that can be asked for is the address of an entry that has no other.
  const url = resolveUrl(link ?? (/^https?:/i.test(entry.id ?? "") ? entry.id : undefined), home);
  const base = entryBase ?? (url === undefined ? home : undefined);
  const toText = createTextReader(feed.generator?.text);
  const contentBase = resolveUrl(entry.content?.xml?.base, base ?? url ?? home) ?? base;
  const language = firstLanguage(entry.content?.xml?.lang, entry.xml?.lang, feed.xml?.lang);
  const texts = textsOf(entry, language, (html) =>
    resolveHtml(html && withoutOriginLine(html, url), contentBase, surroundings),
  );
  const mediaTexts = mediaTextsOf(entry.media);
  const { _courant, ...media } = mediaOfItem(
    { media: entry.media, enclosures: filesOf(entry), isDescribed: texts !== undefined },
    base ?? url ?? home,
  );
  return {
    id: articleIdFromUrl(url, origin) ?? entry.id,
    url: url ?? link,
    external_url: usableUrl(linkIn(entry.links, "related"), home),
    title: toPlainText(entry.title) ?? mediaTexts.title,
    ...(texts ?? mediaTexts.description),
    authors: authorsOf(
      [entry.authors, entry.source?.authors, feed.authors].find((people) => people?.length),
      home,
    )?.map(({ name, ...author }) => ({ ...author, name: toText(name ?? "") })),
    tags: tagsOf(entry, mediaTexts.tags).map(toText),
    language,
    date_published: usableDate(entry.published, entry.updated, entry.dc?.dates?.[0]),
    date_modified: usableDate(entry.updated),
    ...media,
    _courant: nonEmptyObject({
      ..._courant,
      rights: toPlainText(entry.rights),
      feed: originOfEntry(entry, feed, home, surroundings),
    }),
  };
}

/** Returns the feed of an entry: the one that it was taken from (section 4.2.11), or else the one that it stands in. */
function originOfEntry(entry: AtomEntry, feed: AtomFeed, home: string, surroundings: FeedSurroundings) {
  const { id, title, links } = entry.source ?? feed;
  const addresses = { url: linkIn(links, "alternate"), feed_url: linkIn(links, "self") };
  return originOf({ id, title: toPlainText(title), ...addresses }, home, surroundings);
}

/**
 * Returns the summary and the content, or undefined when there is neither. A summary in HTML that stands alone is the
 * content, as in RSS, if it has markup.
 */
function textsOf(
  { summary, content }: AtomEntry,
  language: string | undefined,
  resolve: HtmlResolver,
): object | undefined {
  if (content?.value === undefined && summary?.value === undefined) return undefined;
  const fields = content?.value === undefined ? {} : contentFields(content, resolve);
  if (!isHtml(summary?.type)) return { summary: summary?.value, ...fields };
  if (Object.keys(fields).length > 0) return { summary: textOf(summary?.value ?? ""), ...fields };
  return splitDescription(resolve(htmlIn(summary ?? {})), undefined, language);
}

function tagsOf({ categories = [], dc, itunes }: AtomEntry, mediaTags: readonly string[]): string[] {
  const names = categories.filter(isTag).flatMap(({ label, term }) => label ?? term ?? []);
  return [...names, ...(dc?.subjects ?? []), ...(itunes?.keywords ?? []), ...mediaTags];
}

/** Tells whether a category is a tag. Google's services use one category for the kind of an entry. */
function isTag({ scheme = "" }: { scheme?: string }): boolean {
  return !/^https?:\/\/schemas\.google\.com\/g\/2005#kind$/.test(scheme);
}

function toPlainText(text: { value?: string; type?: string } | undefined): string | undefined {
  return isHtml(text?.type) ? textOf(text?.value ?? "") : text?.value;
}

/** Returns the enclosures of an entry, and its content when that is elsewhere (section 4.1.3.2). */
function filesOf({ links, content }: AtomEntry): Enclosure[] {
  const { src: url, type } = content ?? {};
  const isFile = url !== undefined && /^(?:audio|video|image)\//i.test(type ?? "");
  return [...enclosuresOf(links), ...(isFile ? [{ url, ...nonEmptyObject({ type }) }] : [])];
}

function authorsOf(people: readonly Person[] | undefined, base: string): Draft["authors"] {
  return people?.map(({ name, uri, email }) => ({
    name: name ?? email ?? "",
    ...nonEmptyObject({ url: mailtoUrl(uri ?? "") ?? resolveUrl(uri, base) ?? mailtoUrl(`mailto:${email}`) }),
  }));
}
