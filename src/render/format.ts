import type { CompletedArticle } from "../article/media.ts";
import type { Channel, Site } from "../config/schema.ts";

export type FormatName = "rss" | "atom" | "json";

/**
 * Where a document stands among those of its channel (RFC 5005). Numbers are those of archive documents.
 * - `complete`: it has everything that the channel selects;
 * - `latest`: it has the newest articles, and there are no archives;
 * - `subscription`: it has the newest, and the archive `previous` what comes before;
 * - `archive`: a document that never changes.
 */
export type Place =
  | { kind: "complete" | "latest" }
  | { kind: "subscription"; previous: number }
  | { kind: "archive"; number: number; previous: number | undefined };

/** What a document is made from beside its articles. */
export type Context = {
  site: Site;
  channel: Channel;
  /** Public origin, without a trailing slash. */
  baseUrl: string;
  /** Seconds; RSS says it as `ttl`. */
  maxAge: number;
  place: Place;
};

/** What an item is made from beside its article. */
export type ItemContext = Pick<Context, "site" | "baseUrl"> &
  Pick<Channel, "content"> & {
    /** Whether it stands in a podcast. */
    podcast: boolean;
    /** The feed's, for an article that names none; BCP 47. */
    language: string;
  };

/**
 * How one format is written. Both functions are pure: same input, same bytes; no clock, no I/O.
 * Text has only characters that XML allows, HTML is sanitised, URLs are absolute: `prepare` and the configuration's
 * schema see to that.
 */
export interface Format {
  name: FormatName;
  /** Without parameters, for example `application/rss+xml`. */
  mediaType: string;
  /** One article as it stands in a document. */
  item(article: CompletedArticle, context: ItemContext): string;
  /** What stands before and after the items, and between them. `updated`: RFC 3339, from the articles. */
  frame(context: Context, updated: string): { head: string; separator: string; tail: string };
}

/** The path of a channel's document, or of the archive with a number. */
export function documentPath(slug: string, format: FormatName, archive?: number): string {
  return archive === undefined ? `/feeds/${slug}.${format}` : `/feeds/${slug}/archive/${archive}.${format}`;
}

/** The path of the page about a channel. */
export function pagePath(slug: string): string {
  return `/feeds/${slug}`;
}

/** Where whoever reads an archive is sent on to the archive that follows it now, or to the subscription document. */
export function nextArchivePath(slug: string, format: FormatName, archive: number): string {
  return `/feeds/${slug}/archive/${archive}/next.${format}`;
}
