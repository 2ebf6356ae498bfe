import type { Article } from "../article/article.ts";
import type { Channel, Site } from "../config/schema.ts";
import type { Format } from "../render/format.ts";

/** Items as they stand in documents, each rendered once per format, revision and content (full or summary). */
export type Fragments = {
  item(article: Article, format: Format, content: Channel["content"]): Buffer;
  /** Forgets what no article of `live` (ids to revisions) needs. */
  prune(live: ReadonlyMap<string, number>): void;
};

export function createFragments(site: Site, baseUrl: string): Fragments {
  const byArticle = new Map<string, { revision: number; items: Map<string, Buffer> }>();
  return {
    item(article, format, content) {
      const { revision } = article._courant;
      let kept = byArticle.get(article.id);
      if (kept?.revision !== revision) {
        kept = { revision, items: new Map() };
        byArticle.set(article.id, kept);
      }
      const key = `${format.name} ${content}`;
      let item = kept.items.get(key);
      if (!item) {
        item = Buffer.from(format.item(article, { site, baseUrl, content, podcast: false }));
        kept.items.set(key, item);
      }
      return item;
    },
    prune(live) {
      for (const [id, { revision }] of byArticle) if (live.get(id) !== revision) byArticle.delete(id);
    },
  };
}
