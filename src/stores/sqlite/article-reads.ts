import type { DatabaseSync } from "node:sqlite";
import { everyArticleTerm } from "../../channel/terms.ts";
import type { ArticleStore } from "../articles.ts";
import { type ArticleRow, articleOf } from "./article-row.ts";
import { openIdentity } from "./identity.ts";

/** `due`: when the article's date_modified comes, null if it has; `shown`: what documents show until then. */
type ShownRow = Pick<ArticleRow, "id" | "body"> & { due: number | null; shown: number };

/** The calls of the article store that change nothing. */
export function openArticleReads(
  database: DatabaseSync,
): Pick<ArticleStore, "find" | "findMany" | "findByNamePrefix" | "count"> {
  const identity = openIdentity(database);
  const body = database.prepare(
    "SELECT id, modified_due AS due, modified_shown AS shown, body FROM articles WHERE id = ? AND body IS NOT NULL",
  );
  const counts = database.prepare(
    `SELECT (SELECT count(*) FROM terms WHERE term = ?) AS present,
       (SELECT count(*) FROM articles WHERE deleted IS NOT NULL) AS deleted`,
  );

  return {
    async find(id) {
      const row = identity.byId(id);
      if (!row) return { state: "unknown" };
      if (row.deleted !== null) return { state: "deleted", deletedAt: new Date(row.deleted).toISOString() };
      return { state: "present", article: articleOf(row) };
    },

    async findMany(ids, shownAt = Number.POSITIVE_INFINITY) {
      return ids.flatMap((id) => {
        const row = body.get(id) as ShownRow | undefined;
        if (row === undefined) return [];
        const { due, shown } = row;
        const isAhead = due !== null && due > shownAt;
        return [{ ...articleOf(row), ...(isAhead && { date_modified: new Date(shown).toISOString() }) }];
      });
    },

    async findByNamePrefix(prefix) {
      return identity.byPrefix(prefix).map(articleOf);
    },

    async count() {
      const row = counts.get(everyArticleTerm);
      return { present: Number(row?.present), deleted: Number(row?.deleted) };
    },
  };
}
