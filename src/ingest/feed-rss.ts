import type { parseRdfFeed, parseRssFeed } from "feedsmith";
import type { Draft } from "../article/article.ts";
import { nonEmptyObject, withoutUndefined } from "../article/fields.ts";
import { contentFields, enclosuresOf, type HtmlResolver, linkIn } from "./atom-parts.ts";
import { withoutOriginLine } from "./clean/origin-line.ts";
import { mediaOfItem, mediaTextsOf } from "./feed-media.ts";
import { originOf } from "./feed-origin.ts";
import {
  createTextReader,
  type FeedSurroundings,
  firstLanguage,
  resolveHtml,
  resolveUrl,
  splitDescription,
  usableDate,
  usableUrl,
} from "./feed-parts.ts";

type RssFeed = ReturnType<typeof parseRssFeed<string>>;
type RdfFeed = ReturnType<typeof parseRdfFeed<string>>;
type RssItem = NonNullable<RssFeed["items"]>[number];
type RdfItem = NonNullable<RdfFeed["items"]>[number];
type Feed =
  | Pick<RssFeed, "title" | "link" | "language" | "dc" | "xml" | "generator" | "managingEditor" | "itunes" | "atom">
  | RdfFeed;

/**
 * Returns the article in an item of RSS 0.9x to 2.0 (https://www.rssboard.org/rss-specification) or 1.0 (RDF), with its
 * details in Dublin Core, Media RSS, and the namespaces of Apple and of podcasts. Titles are plain text, but most feeds put
 * HTML’s character references into them; Courant’s own feeds do not. Descriptions are HTML. .NET writes parts of Atom.
 */
export function articleOfItem(rawItem: RssItem | RdfItem, feed: Feed, surroundings: FeedSurroundings): object {
  const { baseUrl } = surroundings;
  const item: RssItem & Pick<RdfItem, "rdf"> = rawItem;
  const { guid, dc, itunes, atom } = item;
  const channelBase = resolveUrl(feed.xml?.base, baseUrl);
  const xmlBase = resolveUrl(item.xml?.base, channelBase ?? baseUrl) ?? channelBase;
  const home = xmlBase ?? resolveUrl(feed.link, baseUrl) ?? baseUrl;
  const url = addressOfItem(item, home);
  const base = xmlBase ?? (url === undefined ? home : undefined);
  const language = firstLanguage(
    item.xml?.lang,
    dc?.languages?.[0],
    "language" in feed ? feed.language : undefined,
    feed.xml?.lang,
  );
  const toText = createTextReader("generator" in feed ? feed.generator : undefined);
  const texts = textsOf(item, language, (html) =>
    resolveHtml(html && withoutOriginLine(html, url), base, surroundings),
  );
  const mediaTexts = mediaTextsOf(item.media);
  const { _courant, ...media } = mediaOfItem(
    {
      media: item.media,
      enclosures: [...(item.enclosures ?? []), ...enclosuresOf(atom?.links)],
      cover: itunes?.image,
      seconds: itunes?.duration,
      isDescribed: texts !== undefined,
    },
    base ?? url ?? home,
  );
  const title = item.title ?? dc?.titles?.[0] ?? atom?.title?.value ?? itunes?.title ?? mediaTexts.title;
  return {
    id: guid?.value ?? item.rdf?.about ?? atom?.id,
    url: url ?? item.link,
    external_url: usableUrl(linkIn(atom?.links, "related"), home),
    title: title && toText(title),
    ...(texts ?? mediaTexts.description),
    authors: authorsOf(item, home)?.map(({ name, ...author }) => ({ ...author, name: toText(name ?? "") })),
    tags: tagsOf(item, mediaTexts.tags).map(toText),
    language,
    ...datesOf(item),
    ...media,
    _courant: nonEmptyObject({
      ..._courant,
      rights: dc?.rights?.[0],
      podcast: podcastOf(item, home),
      feed: originOfItem(item, feed, home, surroundings),
    }),
  };
}

/** Returns the feed of an item: the one that its `source` names, or else the one that it stands in. */
function originOfItem({ source }: RssItem, feed: Feed, home: string, surroundings: FeedSurroundings) {
  const toText = createTextReader("generator" in feed ? feed.generator : undefined);
  const titleOf = (title: string | undefined) => title && toText(title);
  if (source?.url !== undefined) {
    return originOf({ title: titleOf(source.title), feed_url: source.url }, home, surroundings);
  }
  const editor = "managingEditor" in feed ? feed.managingEditor?.name : undefined;
  const name = editor ?? ("itunes" in feed ? feed.itunes?.author : undefined) ?? feed.dc?.creators?.[0];
  const members = {
    title: titleOf(feed.title),
    url: feed.link,
    feed_url: linkIn(feed.atom?.links, "self"),
    authors: name === undefined ? undefined : [{ name: toText(name) }],
  };
  return originOf(members, home, surroundings);
}

/** Returns the address of an item: its link, one of Atom as .NET writes it, or a guid that is a permalink. */
function addressOfItem({ link, guid, atom }: RssItem, home: string): string | undefined {
  const isPermalink = guid?.isPermaLink === true || /^\s*https?:/i.test(guid?.value ?? "");
  return (
    resolveUrl(link, home) ??
    resolveUrl(linkIn(atom?.links, "alternate"), home) ??
    (isPermalink && guid?.isPermaLink !== false ? resolveUrl(guid?.value, home) : undefined)
  );
}

/** Returns the content and the summary of an item, or undefined when it has neither. */
function textsOf(item: RssItem, language: string | undefined, resolve: HtmlResolver): object | undefined {
  const { dc, itunes, atom } = item;
  const description =
    item.description ?? dc?.descriptions?.[0] ?? atom?.summary?.value ?? itunes?.summary ?? itunes?.subtitle;
  const encoded = item.content?.encoded;
  if (encoded === undefined && atom?.content?.value !== undefined) {
    const { summary } = splitDescription(resolve(description), "", language);
    return { summary, ...contentFields(atom.content, resolve) };
  }
  if (description === undefined && encoded === undefined) return undefined;
  return splitDescription(resolve(description), resolve(encoded), language);
}

function tagsOf({ categories = [], dc, itunes }: RssItem, mediaTags: readonly string[]): string[] {
  const names = categories.flatMap(({ name }) => name ?? []);
  return [...names, ...(dc?.subjects ?? []), ...(itunes?.keywords ?? []), ...mediaTags];
}

function datesOf({ pubDate, dc, dcterms, atom }: RssItem): Pick<Draft, "date_published" | "date_modified"> {
  const [modified] = dcterms?.modified ?? [];
  return withoutUndefined({
    date_published: usableDate(
      pubDate,
      dc?.dates?.[0],
      dcterms?.issued?.[0],
      dcterms?.created?.[0],
      atom?.published,
      atom?.updated,
      modified,
    ),
    date_modified: usableDate(atom?.updated, modified),
  });
}

/** Returns the authors. `dc:creator` gives names, and an `atom:contributor` of the same name may add an address. */
function authorsOf({ dc, atom, authors = [], itunes }: RssItem, base: string): Draft["authors"] {
  const people = new Map((atom?.contributors ?? []).map(({ name, uri }) => [name, uri]));
  const names = dc?.creators ?? (atom?.authors ?? []).flatMap(({ name }) => name ?? []);
  if (names.length > 0)
    return names.map((name) => ({ name, ...nonEmptyObject({ url: contactUrl(people.get(name), base) }) }));
  if (authors.length === 0) return itunes?.author === undefined ? undefined : [{ name: itunes.author }];
  return authors.map(({ name, email, link }) => ({
    name: name ?? email ?? link ?? "",
    ...nonEmptyObject({ url: resolveUrl(link, base) }),
  }));
}

function contactUrl(address: string | undefined, base: string): string | undefined {
  return /^mailto:/i.test(address ?? "") ? address : resolveUrl(address, base);
}

/** Returns what an item says as a podcast. `prepare` leaves out what cannot be used, and says so. */
function podcastOf({ itunes, podcast }: RssItem, base: string): object | undefined {
  return nonEmptyObject({
    title: itunes?.title,
    season: itunes?.season ?? podcast?.season?.number,
    episode: itunes?.episode ?? podcast?.episode?.number,
    episode_type: itunes?.episodeType?.toLowerCase(),
    explicit: itunes?.explicit,
    transcripts: podcast?.transcripts?.map(({ url, type, language }) => ({
      url: usableUrl(url, base),
      type,
      language: firstLanguage(language) ?? language,
    })),
    chapters: podcast?.chapters && { ...podcast.chapters, url: usableUrl(podcast.chapters.url, base) },
    people: podcast?.persons?.map(({ display: name, role, group, img, href }) => ({
      name,
      role,
      group,
      image: usableUrl(img, base),
      url: usableUrl(href, base),
    })),
  });
}
