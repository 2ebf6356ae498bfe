import type { Article } from "../article/article.ts";
import type { Channel, Site } from "../config/schema.ts";
import { beginning } from "../render/beginning.ts";
import type { ItemContext } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { summaryOf } from "../render/summary.ts";

/** One article as it stands in documents, in the order of `formats`. */
export type Items = readonly Buffer[];

/**
 * What decides, beside the article and the site, how an item is written. `least`: of an article of which even the summary
 * has no room, what it is called, where it is, and how it begins.
 */
export type Style = Pick<ItemContext, "podcast" | "language"> & { content: Channel["content"] | "least" };

/** @param content the channel's, or less */
export function styleOf(channel: Channel, site: Site, content: Style["content"]): Style {
  return { content, podcast: channel.podcast !== undefined, language: channel.language ?? site.language };
}

export function renderItems(article: Article, style: Style, site: Site, baseUrl: string): Items {
  const { content, ...rest } = style;
  const shown = content === "least" ? least(article) : article;
  const context = { site, baseUrl, ...rest, content: content === "least" ? "summary" : content } as const;
  return formats.map((format) => Buffer.from(format.item(shown, context)));
}

/** Items of the articles that are on show, each rendered once per revision and style. */
export type Fragments = {
  items(article: Article, style: Style): Items;
  /** Forgets what no article of `live` (ids to revisions) needs. */
  prune(live: ReadonlyMap<string, number>): void;
};

export function createFragments(site: Site, baseUrl: string): Fragments {
  const byArticle = new Map<string, { revision: number; items: Map<string, Items> }>();
  return {
    items(article, style) {
      const { revision } = article._courant;
      let kept = byArticle.get(article.id);
      if (kept?.revision !== revision) {
        kept = { revision, items: new Map() };
        byArticle.set(article.id, kept);
      }
      const key = `${style.content} ${style.podcast} ${article.language ?? style.language}`;
      let items = kept.items.get(key);
      if (!items) {
        items = renderItems(article, style, site, baseUrl);
        kept.items.set(key, items);
      }
      return items;
    },
    prune(live) {
      for (const [id, { revision }] of byArticle) if (live.get(id) !== revision) byArticle.delete(id);
    },
  };
}

function least(article: Article): Article {
  const { id, url, title, language, date_published, date_modified, _courant } = article;
  const text = beginning(summaryOf(article) ?? "", 300);
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
