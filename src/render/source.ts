import type { Article, Author, OriginFeed } from "../article/article.ts";
import type { Site } from "../config/schema.ts";
import { addressOf } from "./address.ts";
import { authorElements } from "./people.ts";
import { element, escapePlain, escapeText } from "./xml.ts";

/*
 * The feed of another site that an article was taken from. Without it, readers would credit the article to this site.
 */

/** Returns the feed of another site that an article was taken from. */
function originFeed({ _courant: { feed } }: Article, site: Site): OriginFeed | undefined {
  const host = (address: string) => new URL(address).hostname.replace(/^www\./, "");
  const address = feed?.url ?? feed?.feed_url;
  return address === undefined || host(address) === host(site.url) ? undefined : feed;
}

/** Returns the authors of an article: its own, or else those of the feed that it was taken from. */
export function authorsOf(article: Article, site: Site): readonly Author[] | undefined {
  const feed = originFeed(article, site);
  if (article.authors?.length || feed === undefined) return article.authors;
  if (feed.authors?.length) return feed.authors;
  return [{ name: feed.title ?? addressOf(feed.url ?? feed.feed_url ?? site.url) }];
}

/**
 * Renders the feed as `atom:source` (RFC 4287, section 4.2.11). Its author stands there if the entry has none. It has no
 * `updated`, because the feed's own date moves without the article.
 */
export function atomSourceElements(article: Article, site: Site): string[] {
  const feed = originFeed(article, site);
  if (feed === undefined) return [];
  const id = feed.id ?? feed.feed_url ?? feed.url ?? "";
  const linkTo = (rel: string, address: string | undefined) =>
    address === undefined ? [] : [element("link", { rel, href: addressOf(address) })];
  return [
    element(
      "source",
      {},
      ...(/^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(id) ? [element("id", {}, escapeText(id))] : []),
      ...(feed.title === undefined ? [] : [element("title", {}, escapePlain(feed.title))]),
      ...linkTo("self", feed.feed_url),
      ...linkTo("alternate", feed.url),
      ...(article.authors?.length ? [] : authorElements(authorsOf(article, site))),
    ),
  ];
}

/** Renders the feed as `source` of RSS, whose address is that of the feed or, if that is not known, of its home page. */
export function rssSourceElements(article: Article, site: Site): string[] {
  const feed = originFeed(article, site);
  if (feed === undefined) return [];
  const polled = /^https?:\/\/\S+$/.test(article._courant.source ?? "") ? article._courant.source : undefined;
  const address = feed.feed_url ?? polled ?? feed.url;
  if (address === undefined) return [];
  return [element("source", { url: addressOf(address) }, escapePlain(feed.title ?? addressOf(feed.url ?? address)))];
}

/** Returns the feed as a member of an item's extension in JSON. */
export function sourceMember(article: Article, site: Site): OriginFeed | undefined {
  const feed = originFeed(article, site);
  if (feed === undefined) return undefined;
  const { url, feed_url, ...others } = feed;
  return {
    ...others,
    ...(url !== undefined && { url: addressOf(url) }),
    ...(feed_url !== undefined && { feed_url: addressOf(feed_url) }),
  };
}
