import type { Channel, Site } from "../config/schema.ts";
import type { ShownArticle } from "./content.ts";

export const formatNames = ["rss", "atom", "json"] as const;
export type FormatName = (typeof formatNames)[number];

/**
 * The place of a document among those of its channel (RFC 5005). Numbers are those of archives.
 * - `complete`: the document has all articles of the channel;
 * - `latest`: it has the newest articles, and there are no archives;
 * - `subscription`: it has the newest articles, and the archive `previous` has those before them;
 * - `archive`: it is an archive, which never changes.
 */
export type Place =
  | { kind: "complete" | "latest" }
  | { kind: "subscription"; previous: number }
  | { kind: "archive"; number: number; previous: number | undefined };

/*
 * Rendering turns articles and a channel into the text of documents and pages. All of it is pure: the same input gives the
 * same bytes, without a clock and without I/O. This room may import `article`, `channel`, `config` and `errors`.
 */

/** The input of a document beside its articles. */
export type DocumentContext = {
  site: Site;
  channel: Channel;
  /** The public address, without a trailing slash. */
  baseUrl: string;
  /** The number of seconds that a cache may keep the document; RSS has it as `ttl`. */
  maxAge: number;
  place: Place;
  /** The slug that the channel had first, if it was moved. */
  formerSlug?: string | undefined;
  /** The addresses of the hubs that tell subscribers of changes (WebSub section 4). Archives, which never change, have none. */
  hubs: readonly string[];
  /** Whether the head names only the pictures in the configuration, as documents of earlier versions do. */
  hasFormerPictures?: boolean;
};

/** The input of items beside their articles. */
export type ItemContext = Pick<DocumentContext, "site" | "baseUrl"> & {
  /** Whether the channel is a podcast. */
  podcast: boolean;
};

/**
 * A feed format. Its functions rely on `prepare` and the schema of the configuration: text has only characters that XML
 * allows, HTML is sanitised, and URLs are absolute.
 */
export interface Format {
  name: FormatName;
  /** The media type without parameters, for example `application/rss+xml`. */
  mediaType: string;
  /** Renders each article as an item. Many at once take less time, and the bytes of an item are the same. */
  items(shown: readonly ShownArticle[], context: ItemContext): string[];
  /** Renders the text before, after and between the items. `updated` is RFC 3339 and comes from the articles. */
  frame(context: DocumentContext, updated: string): { head: string; separator: string; tail: string };
}

/** Returns the path of a channel's document, or of the archive with a number. */
export function documentPath(slug: string, format: FormatName, archive?: number): string {
  return archive === undefined ? `/feeds/${slug}.${format}` : `/feeds/${slug}/archive/${archive}.${format}`;
}

/** Returns the path of the page about a channel. */
export function pagePath(slug: string): string {
  return `/feeds/${slug}`;
}

/** Returns the path that redirects to the archive after one, or to the subscription document. */
export function nextArchivePath(slug: string, format: FormatName, archive: number): string {
  return `/feeds/${slug}/archive/${archive}/next.${format}`;
}

/** Returns the paths of a channel's documents and, last, of its page. */
export function channelPaths(slug: string): string[] {
  return [...formatNames.map((name) => documentPath(slug, name)), pagePath(slug)];
}
