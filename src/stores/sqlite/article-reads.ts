import type { DatabaseSync } from "node:sqlite";
import type { Article } from "../../article/article.ts";
import { everyArticleTerm } from "../../channel/terms.ts";
import type { ArticleStore } from "../articles.ts";
import { type ArticleRow, articleOf } from "./article-row.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { openIdentity } from "./identity.ts";

const listAfter = `
  SELECT articles.body FROM terms CROSS JOIN articles ON articles.id = terms.article
  WHERE terms.term = :term AND terms.published <= :published
    AND (terms.published < :published OR terms.article > :id)
  ORDER BY terms.published DESC, terms.article LIMIT :limit`;

/** `due`: when the article's date_modified comes, null if it has; `shown`: what documents show until then. */
type ShownRow = Pick<ArticleRow, "id" | "body"> & { due: number | null; shown: number };

/** The calls of the article store that change nothing. */
export function openArticleReads(
  database: DatabaseSync,
): Pick<ArticleStore, "find" | "findMany" | "findByNamePrefix" | "list" | "count"> {
  const identity = openIdentity(database);
  const body = database.prepare(
    "SELECT id, modified_due AS due, modified_shown AS shown, body FROM articles WHERE id = ? AND body IS NOT NULL",
  );
  const after = database.prepare(listAfter);
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

    async list({ limit, cursor }) {
      const start = cursor === undefined ? { published: Number.MAX_SAFE_INTEGER, id: "" } : decodeCursor(cursor);
      // One more than asked for tells whether there is a next page.
      const rows = after.all({ term: everyArticleTerm, ...start, limit: limit + 1 });
      const articles = rows.slice(0, limit).map((row): Article => JSON.parse(String(row.body)));
      const last = articles.at(-1);
      return { articles, next: last && rows.length > limit ? encodeCursor(last) : undefined };
    },

    async count() {
      const row = counts.get(everyArticleTerm);
      return { present: Number(row?.present), deleted: Number(row?.deleted) };
    },
  };
}
