import type { parseRdfFeed, parseRssFeed } from "feedsmith";
import type { Draft } from "../article/article.ts";
import { mediaTypeReader, nonEmptyObject } from "../article/fields.ts";
import { limits } from "../article/limits.ts";
import type { Podcast } from "../article/podcast.ts";
import { parseFeedDate } from "./dates.ts";
import { mediaOf } from "./feed-media.ts";
import {
  decodeReferences,
  type FeedSurroundings,
  firstLanguage,
  resolveHtml,
  resolveUrl,
  splitDescription,
} from "./feed-parts.ts";

type RssFeed = ReturnType<typeof parseRssFeed<string>>;
type RdfFeed = ReturnType<typeof parseRdfFeed<string>>;
type RssItem = NonNullable<RssFeed["items"]>[number];
type RdfItem = NonNullable<RdfFeed["items"]>[number];
type Feed = Pick<RssFeed, "link" | "language" | "dc" | "xml" | "generator"> | RdfFeed;

/**
 * Returns the article in an item of RSS 0.9x to 2.0 (https://www.rssboard.org/rss-specification) or 1.0 (RDF), with its
 * details in Dublin Core, Media RSS, and the namespaces of Apple and of podcasts. Titles are plain text, but most feeds put
 * HTML’s character references into them; Courant’s own feeds do not. Descriptions are HTML.
 */
export function articleOfItem(rawItem: RssItem | RdfItem, feed: Feed, { baseUrl }: FeedSurroundings): object {
  const item: RssItem & Pick<RdfItem, "rdf"> = rawItem;
  const { guid, dc, dcterms, itunes } = item;
  const channelBase = resolveUrl(feed.xml?.base, baseUrl);
  const xmlBase = resolveUrl(item.xml?.base, channelBase ?? baseUrl) ?? channelBase;
  const home = xmlBase ?? resolveUrl(feed.link, baseUrl) ?? baseUrl;
  const permalink = guid?.isPermaLink === false ? undefined : guid?.value;
  const url =
    resolveUrl(item.link, home) ?? (/^https?:/i.test(permalink ?? "") ? resolveUrl(permalink, home) : undefined);
  const base = xmlBase ?? (url === undefined ? home : undefined);
  const language = firstLanguage(
    item.xml?.lang,
    dc?.languages?.[0],
    "language" in feed ? feed.language : undefined,
    feed.xml?.lang,
  );
  const description = item.description ?? dc?.descriptions?.[0] ?? itunes?.summary ?? itunes?.subtitle;
  const { _courant, ...media } = mediaOf(
    { media: item.media, enclosures: item.enclosures, cover: itunes?.image, seconds: itunes?.duration },
    base ?? url ?? home,
  );
  const title = item.title ?? dc?.titles?.[0];
  return {
    id: guid?.value ?? item.rdf?.about ?? url,
    url,
    external_url: resolveUrl(item.atom?.links?.find(({ rel }) => rel === "related")?.href, home),
    title: "generator" in feed && feed.generator === "Courant" ? title : decodeReferences(title),
    ...splitDescription(resolveHtml(description, base), resolveHtml(item.content?.encoded, base), language),
    authors: authorsOf(item, home),
    tags: [...(item.categories ?? []).flatMap(({ name }) => name ?? []), ...(dc?.subjects ?? [])],
    language,
    date_published: parseFeedDate(
      item.pubDate ?? dc?.dates?.[0] ?? dcterms?.issued?.[0] ?? dcterms?.created?.[0] ?? item.atom?.published,
    ),
    date_modified: parseFeedDate(item.atom?.updated ?? dcterms?.modified?.[0]),
    ...media,
    _courant: nonEmptyObject({ ..._courant, rights: dc?.rights?.[0], podcast: podcastOf(item, home) }),
  };
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

function podcastOf({ itunes, podcast }: RssItem, base: string): Podcast | undefined {
  const kinds = ["full", "trailer", "bonus"] as const;
  return nonEmptyObject({
    season: checkedOrdinal(itunes?.season ?? podcast?.season?.number),
    episode: checkedOrdinal(itunes?.episode ?? podcast?.episode?.number),
    episode_type: kinds.find((kind) => kind === itunes?.episodeType?.toLowerCase()),
    explicit: itunes?.explicit,
    transcripts: filled(
      podcast?.transcripts?.flatMap(({ url: rawUrl, type: rawType, language: rawLanguage }) => {
        const [url, type, language] = [
          resolveUrl(rawUrl, base),
          mediaTypeReader.read(rawType ?? ""),
          firstLanguage(rawLanguage),
        ];
        return url === undefined || type === undefined ? [] : [{ url, type, ...nonEmptyObject({ language }) }];
      }),
    ),
    chapters: chaptersOf(podcast?.chapters, base),
    people: filled(
      podcast?.persons?.flatMap(({ display: name, role, group, img, href }) => {
        if (name === undefined) return [];
        return [
          { name, ...nonEmptyObject({ role, group, image: resolveUrl(img, base), url: resolveUrl(href, base) }) },
        ];
      }),
    ),
  });
}

function chaptersOf(chapters: { url?: string; type?: string } | undefined, base: string): Podcast["chapters"] {
  const url = resolveUrl(chapters?.url, base);
  return url === undefined
    ? undefined
    : { url, ...nonEmptyObject({ type: mediaTypeReader.read(chapters?.type ?? "") }) };
}

function checkedOrdinal(number: number | undefined): number | undefined {
  return number !== undefined && Number.isInteger(number) && number >= 1 && number <= limits.ordinal
    ? number
    : undefined;
}

function filled<T>(items: T[] | undefined): T[] | undefined {
  return items?.length ? items : undefined;
}
