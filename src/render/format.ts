import type { Article } from "../article/article.ts";
import type { Channel, Site } from "../config/schema.ts";

export type FormatName = "rss" | "atom" | "json";

/** What a document is made from beside its articles. */
export type Context = {
  site: Site;
  channel: Channel;
  /** Public origin, without a trailing slash. */
  baseUrl: string;
  /** Seconds; RSS says it as `ttl`. */
  maxAge: number;
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
  /** One article as it stands in a document. Depends on the site, base URL and `channel.content`, nothing else. */
  item(article: Article, context: Pick<Context, "site" | "baseUrl"> & { content: Channel["content"] }): string;
  /** What stands before and after the items, and between them. `updated`: RFC 3339, from the articles. */
  frame(context: Context, updated: string): { head: string; separator: string; tail: string };
}

/** The path of a channel's document. */
export function documentPath(slug: string, format: FormatName): string {
  return `/feeds/${slug}.${format}`;
}
