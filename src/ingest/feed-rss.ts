import type { parseRdfFeed, parseRssFeed } from "feedsmith";
import type { Draft } from "../article/article.ts";
import { asMediaType, members } from "../article/fields.ts";
import { limits } from "../article/limits.ts";
import type { Podcast } from "../article/podcast.ts";
import { feedDate } from "./dates.ts";
import { mediaOf } from "./feed-media.ts";
import {
  basedHtml,
  type FeedSurroundings,
  languageOf,
  resolved,
  summaryAndContent,
  withoutReferences,
} from "./feed-parts.ts";

type RssFeed = ReturnType<typeof parseRssFeed<string>>;
type RdfFeed = ReturnType<typeof parseRdfFeed<string>>;
type RssItem = NonNullable<RssFeed["items"]>[number];
type RdfItem = NonNullable<RdfFeed["items"]>[number];
type Feed = Pick<RssFeed, "link" | "language" | "dc" | "xml" | "generator"> | RdfFeed;

/**
 * The article in an item of RSS 0.9x to 2.0 (https://www.rssboard.org/rss-specification) or 1.0 (RDF), with what Dublin
 * Core, Media RSS, Apple and the podcast namespace say of it. Titles are plain text, in which most feeds have HTML’s
 * character references all the same; Courant’s own have none. Descriptions are HTML.
 */
export function articleOfItem(typed: RssItem | RdfItem, feed: Feed, { baseUrl }: FeedSurroundings): object {
  const item: RssItem & Pick<RdfItem, "rdf"> = typed;
  const { guid, dc, dcterms, itunes } = item;
  const channelBase = resolved(feed.xml?.base, baseUrl);
  const xmlBase = resolved(item.xml?.base, channelBase ?? baseUrl) ?? channelBase;
  const home = xmlBase ?? resolved(feed.link, baseUrl) ?? baseUrl;
  const permalink = guid?.isPermaLink === false ? undefined : guid?.value;
  const url = resolved(item.link, home) ?? (/^https?:/i.test(permalink ?? "") ? resolved(permalink, home) : undefined);
  const base = xmlBase ?? (url === undefined ? home : undefined);
  const language = languageOf(
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
    external_url: resolved(item.atom?.links?.find(({ rel }) => rel === "related")?.href, home),
    title: "generator" in feed && feed.generator === "Courant" ? title : withoutReferences(title),
    ...summaryAndContent(basedHtml(description, base), basedHtml(item.content?.encoded, base), language),
    authors: authorsOf(item, home),
    tags: [...(item.categories ?? []).flatMap(({ name }) => name ?? []), ...(dc?.subjects ?? [])],
    language,
    date_published: feedDate(
      item.pubDate ?? dc?.dates?.[0] ?? dcterms?.issued?.[0] ?? dcterms?.created?.[0] ?? item.atom?.published,
    ),
    date_modified: feedDate(item.atom?.updated ?? dcterms?.modified?.[0]),
    ...media,
    _courant: members({ ..._courant, rights: dc?.rights?.[0], podcast: podcastOf(item, home) }),
  };
}

/** `dc:creator` has names; what it cannot say stands in an `atom:contributor` of the same name. */
function authorsOf({ dc, atom, authors = [], itunes }: RssItem, base: string): Draft["authors"] {
  const people = new Map((atom?.contributors ?? []).map(({ name, uri }) => [name, uri]));
  const names = dc?.creators ?? (atom?.authors ?? []).flatMap(({ name }) => name ?? []);
  if (names.length > 0) return names.map((name) => ({ name, ...members({ url: contact(people.get(name), base) }) }));
  if (authors.length === 0) return itunes?.author === undefined ? undefined : [{ name: itunes.author }];
  return authors.map(({ name, email, link }) => ({
    name: name ?? email ?? link ?? "",
    ...members({ url: resolved(link, base) }),
  }));
}

function contact(typed: string | undefined, base: string): string | undefined {
  return /^mailto:/i.test(typed ?? "") ? typed : resolved(typed, base);
}

function podcastOf({ itunes, podcast }: RssItem, base: string): Podcast | undefined {
  const kinds = ["full", "trailer", "bonus"] as const;
  return members({
    season: ordinal(itunes?.season ?? podcast?.season?.number),
    episode: ordinal(itunes?.episode ?? podcast?.episode?.number),
    episode_type: kinds.find((kind) => kind === itunes?.episodeType?.toLowerCase()),
    explicit: itunes?.explicit,
    transcripts: filled(
      podcast?.transcripts?.flatMap(({ url: typed, type: said, language: spoken }) => {
        const [url, type, language] = [resolved(typed, base), asMediaType.read(said ?? ""), languageOf(spoken)];
        return url === undefined || type === undefined ? [] : [{ url, type, ...members({ language }) }];
      }),
    ),
    chapters: chaptersOf(podcast?.chapters, base),
    people: filled(
      podcast?.persons?.flatMap(({ display: name, role, group, img, href }) => {
        if (name === undefined) return [];
        return [{ name, ...members({ role, group, image: resolved(img, base), url: resolved(href, base) }) }];
      }),
    ),
  });
}

function chaptersOf(chapters: { url?: string; type?: string } | undefined, base: string): Podcast["chapters"] {
  const url = resolved(chapters?.url, base);
  return url === undefined ? undefined : { url, ...members({ type: asMediaType.read(chapters?.type ?? "") }) };
}

function ordinal(number: number | undefined): number | undefined {
  return number !== undefined && Number.isInteger(number) && number >= 1 && number <= limits.ordinal
    ? number
    : undefined;
}

function filled<T>(items: T[] | undefined): T[] | undefined {
  return items?.length ? items : undefined;
}
