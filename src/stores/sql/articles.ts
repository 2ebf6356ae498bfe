import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../../clock.ts";
import { CourantError } from "../../errors.ts";
import type { ArticleStore, PutOutcome } from "../articles.ts";
import { listPage } from "../sqlite/article-list.ts";
import type { SearchFile } from "../sqlite/search-file.ts";
import { checkRevision } from "./article-checks.ts";
import { openArticleReads } from "./article-reads.ts";
import type { ArticlePutter } from "./put-article.ts";

/** Opens the store of articles: a row for each, its terms and its names. Searches read the index of words beside it. */
export function openArticles(
  database: DatabaseSync,
  putter: ArticlePutter,
  { clock, searchFile }: { clock: Clock; searchFile: SearchFile },
): ArticleStore {
  const { identity, transaction } = putter;

  return {
    ...openArticleReads(database),

    async list(query) {
      const now = clock.now();
      if (!query.search) return listPage(database, query, now);
      return searchFile.use((searching) => listPage(searching, query, now));
    },

    async put(drafts, options = {}) {
      const { now = clock.now(), input } = options;
      return transaction(() => {
        if (input) for (const prepared of drafts) identity.reserve(prepared, input);
        return drafts.map((prepared, index): PutOutcome => {
          try {
            // Of several articles without dates the first is the newest, by a millisecond: they keep their order.
            return putter.put(prepared, options, now - index);
          } catch (error) {
            // Thrown before anything of this draft was written.
            if (error instanceof CourantError) return { outcome: "rejected", error };
            throw error;
          }
        });
      });
    },

    async remove(id, { ifRevision, by = "import" } = {}) {
      return transaction(() => {
        const row = identity.byId(id);
        if (row?.body == null) return false;
        if (ifRevision !== undefined) checkRevision(row, ifRevision);
        putter.bury(row, clock.now(), by);
        return true;
      });
    },
  };
}
