import type { Article } from "../article/article.ts";
import type { CompletedArticle } from "../article/media.ts";
import type { Channel, Site } from "../config/schema.ts";
import { excerptOf } from "../render/excerpt.ts";
import type { ItemContext } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { summaryOf } from "../render/summary.ts";

/** One article as it stands in documents, in the order of `formats`. */
export type ItemBytes = readonly Buffer[];

/**
 * What decides, beside the article and the site, how an item is written. `least`: of an article of which even the summary
 * has no room, what it is called, where it is, and how it begins.
 */
export type FragmentStyle = Pick<ItemContext, "podcast" | "language"> & { content: Channel["content"] | "least" };

/** @param content the channel's, or less */
export function styleOf(channel: Channel, site: Site, content: FragmentStyle["content"]): FragmentStyle {
  return { content, podcast: channel.podcast !== undefined, language: channel.language ?? site.language };
}

function renderItems(article: CompletedArticle, style: FragmentStyle, site: Site, baseUrl: string): ItemBytes {
  const { content, ...rest } = style;
  const shown = content === "least" ? least(article) : article;
  const context = { site, baseUrl, ...rest, content: content === "least" ? "summary" : content } as const;
  return formats.map((format) => Buffer.from(format.item(shown, context)));
}

/** Items of articles, each rendered once per revision, style and what was found out while it is remembered. */
export type FragmentCache = { items(article: CompletedArticle, style: FragmentStyle): ItemBytes };

/** Bytes: those that several channels show are in several documents of one run, most of all the newest. */
const maxFragmentBytes = 16 * 1024 * 1024;

/** @param most how many bytes of items are remembered; those that were used last stay */
export function createFragmentCache(site: Site, baseUrl: string, most = maxFragmentBytes): FragmentCache {
  const kept = new Map<string, ItemBytes>();
  let bytes = 0;
  return {
    items(article, style) {
      const { content, podcast } = style;
      const found = article.media ? JSON.stringify(article.media) : "";
      const key = `${article._courant.revision} ${content} ${podcast} ${article.language ?? style.language} ${article.id} ${found}`;
      const known = kept.get(key);
      const items = known ?? renderItems(article, style, site, baseUrl);
      if (known) kept.delete(key);
      else bytes += sizeOf(items);
      kept.set(key, items);
      for (const [oldKey, oldest] of kept) {
        if (bytes <= most) break;
        kept.delete(oldKey);
        bytes -= sizeOf(oldest);
      }
      return items;
    },
  };
}

function sizeOf(items: ItemBytes): number {
  return items.reduce((sum, { length }) => sum + length, 0);
}

function least(article: Article): Article {
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
