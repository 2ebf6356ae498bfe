import type { OriginFeed } from "../article/article.ts";
import { idReader, nonEmptyLine, nonEmptyObject } from "../article/fields.ts";
import { limits } from "../article/limits.ts";
import { type FeedSurroundings, resolveUrl } from "./feed-parts.ts";

/** Members of a feed as it says them, with addresses that may be relative. */
export type FeedMembers = { [Name in keyof OriginFeed]?: OriginFeed[Name] | undefined };

/**
 * Returns the feed that an article was taken from, unless it is one of the site's own. The feed's home page
 * decides that, or else the feed's own address. Members that cannot be used are left out.
 */
export function originOf(
  feed: FeedMembers,
  base: string,
  { siteUrl, baseUrl }: FeedSurroundings,
): OriginFeed | undefined {
  const url = resolveUrl(feed.url, base);
  const feedUrl = resolveUrl(feed.feed_url, base);
  const host = hostOf(url ?? feedUrl);
  if (host === undefined || host === hostOf(siteUrl ?? baseUrl)) return undefined;
  return nonEmptyObject({
    id: feed.id === undefined || feed.id.length > limits.id ? undefined : idReader.read(feed.id),
    title: nonEmptyLine(feed.title?.slice(0, limits.line)),
    url,
    feed_url: feedUrl,
    authors: feed.authors?.length ? feed.authors : undefined,
  });
}

function hostOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : URL.parse(address)?.hostname.replace(/^www\./, "");
}
