import type { Article } from "../article/article.ts";
import type { CompletedArticle } from "../article/media.ts";
import type { Channel, Site } from "../config/schema.ts";
import { showArticles } from "../render/content.ts";
import { excerptOf } from "../render/excerpt.ts";
import type { ItemContext } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { summaryOf } from "../render/summary.ts";

/** The fragments of one article: its item in each format, in the order of `formats`. */
export type ItemBytes = readonly Buffer[];

/**
 * The settings that an item depends on, beside the article and the site. The content `least` is for an article whose
 * summary is too large: it has the title, the address and a short excerpt.
 */
export type FragmentStyle = Pick<ItemContext, "podcast"> & {
  content: Channel["content"] | "least";
  /** The language (BCP 47) of the feed, for an article without one. */
  language: string;
};

/** Returns the style of a channel's fragments. @param content the content setting of the channel, or less */
export function styleOf(channel: Channel, site: Site, content: FragmentStyle["content"]): FragmentStyle {
  return { content, podcast: channel.podcast !== undefined, language: channel.language ?? site.language };
}

/** Renders the fragments of articles, all articles of one style at once. */
function renderFragments(
  articles: readonly CompletedArticle[],
  { content, language, podcast }: FragmentStyle,
  site: Site,
  baseUrl: string,
): ItemBytes[] {
  const isLeast = content === "least";
  const shown = showArticles(isLeast ? articles.map(reduceArticle) : articles, {
    content: isLeast ? "summary" : content,
    language,
    baseUrl,
  });
  const columns = formats.map((format) => format.items(shown, { site, baseUrl, podcast }));
  return articles.map((_, row) => columns.map((items) => Buffer.from(items[row] ?? "")));
}

/** Remembers fragments, so that each is rendered once per revision of an article, date, style and media facts. */
export type FragmentCache = {
  /** Returns the fragments of each article. It renders those that it does not remember, all at once. */
  items(articles: readonly CompletedArticle[], style: FragmentStyle): ItemBytes[];
};

/** A run needs the fragments of articles in several channels again, most of all those of the newest articles. */
const maxFragmentBytes = 16 * 1024 * 1024;

/** @param maxBytes the size of the cache; the fragments that were used last stay in it */
export function createFragmentCache(site: Site, baseUrl: string, maxBytes = maxFragmentBytes): FragmentCache {
  const cache = new Map<string, ItemBytes>();
  let bytes = 0;

  /** Makes fragments the ones that were used last. */
  function remember(key: string, items: ItemBytes) {
    const former = cache.get(key);
    if (former) cache.delete(key);
    bytes += sizeOf(items) - sizeOf(former ?? []);
    cache.set(key, items);
    for (const [oldestKey, oldest] of cache) {
      if (bytes <= maxBytes) break;
      cache.delete(oldestKey);
      bytes -= sizeOf(oldest);
    }
  }

  return {
    items(articles, style) {
      const keyed = articles.map((article) => ({ article, key: keyOf(article, style) }));
      const missing = keyed.filter(({ key }) => !cache.has(key));
      const rendered = renderFragments(
        missing.map(({ article }) => article),
        style,
        site,
        baseUrl,
      );
      const fresh = new Map(missing.map(({ key }, index) => [key, rendered[index] ?? []]));
      const found = keyed.map(({ key }) => ({ key, items: fresh.get(key) ?? cache.get(key) ?? [] }));
      for (const { key, items } of found) remember(key, items);
      return found.map(({ items }) => items);
    },
  };
}

function keyOf(article: CompletedArticle, { content, podcast, language }: FragmentStyle): string {
  const media = article.media ? JSON.stringify(article.media) : "";
  const shown = article.language ?? language;
  return `${article._courant.revision} ${article.date_modified} ${content} ${podcast} ${shown} ${article.id} ${media}`;
}

function sizeOf(items: ItemBytes): number {
  return items.reduce((sum, { length }) => sum + length, 0);
}

/** Returns an article with its title, its address, its dates and a short excerpt. */
function reduceArticle(article: Article): Article {
  const { id, url, title, language, date_published, date_modified, _courant } = article;
  const text = excerptOf(summaryOf(article) ?? "", 300);
  return {
    id,
    ...(url !== undefined && { url }),
    ...(title !== undefined && { title }),
    ...(text && { summary: text }),
    ...(language !== undefined && { language }),
    date_published,
    date_modified,
    _courant: { revision: _courant.revision, ...(_courant.feed !== undefined && { feed: _courant.feed }) },
  };
}
