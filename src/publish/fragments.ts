import type { Article } from "../article/article.ts";
import type { CompletedArticle } from "../article/media.ts";
import type { Channel, Site } from "../config/schema.ts";
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
export type FragmentStyle = Pick<ItemContext, "podcast" | "language"> & { content: Channel["content"] | "least" };

/** Returns the style of a channel's fragments. @param content the content setting of the channel, or less */
export function styleOf(channel: Channel, site: Site, content: FragmentStyle["content"]): FragmentStyle {
  return { content, podcast: channel.podcast !== undefined, language: channel.language ?? site.language };
}

function renderItems(article: CompletedArticle, style: FragmentStyle, site: Site, baseUrl: string): ItemBytes {
  const { content, ...rest } = style;
  const shown = content === "least" ? reduceArticle(article) : article;
  const context = { site, baseUrl, ...rest, content: content === "least" ? "summary" : content } as const;
  return formats.map((format) => Buffer.from(format.item(shown, context)));
}

/** Remembers fragments, so that each is rendered once per revision of an article, style and media facts. */
export type FragmentCache = { items(article: CompletedArticle, style: FragmentStyle): ItemBytes };

/** A run needs the fragments of articles in several channels again, most of all those of the newest articles. */
const maxFragmentBytes = 16 * 1024 * 1024;

/** @param maxBytes the size of the cache; the fragments that were used last stay in it */
export function createFragmentCache(site: Site, baseUrl: string, maxBytes = maxFragmentBytes): FragmentCache {
  const cache = new Map<string, ItemBytes>();
  let bytes = 0;
  return {
    items(article, style) {
      const { content, podcast } = style;
      const media = article.media ? JSON.stringify(article.media) : "";
      const language = article.language ?? style.language;
      const key = `${article._courant.revision} ${content} ${podcast} ${language} ${article.id} ${media}`;
      const cached = cache.get(key);
      const items = cached ?? renderItems(article, style, site, baseUrl);
      if (cached) cache.delete(key);
      else bytes += sizeOf(items);
      cache.set(key, items);
      for (const [oldestKey, oldest] of cache) {
        if (bytes <= maxBytes) break;
        cache.delete(oldestKey);
        bytes -= sizeOf(oldest);
      }
      return items;
    },
  };
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
    _courant: { revision: _courant.revision },
  };
}
