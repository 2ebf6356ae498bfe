import type { DatabaseSync } from "node:sqlite";
import { everyArticleTerm, termOf, valuesOf } from "../../channel/terms.ts";
import type { ArticleStore } from "../articles.ts";
import { type ArticleRow, articleOf } from "./article-row.ts";
import { openIdentity } from "./identity.ts";

/** `due`: when the article's date_modified comes, null if it has; `shown`: what documents show until then. */
type ShownRow = Pick<ArticleRow, "id" | "body"> & { due: number | null; shown: number };

/** The terms in a range, each once: the index is asked for the next higher term, again and again. */
const termsInRange = `
  WITH RECURSIVE found (term) AS (
    SELECT min(term) FROM terms WHERE term >= :start AND term < :end
    UNION ALL
    SELECT (SELECT min(term) FROM terms WHERE term > found.term AND term < :end) FROM found WHERE found.term IS NOT NULL)
  SELECT term FROM found WHERE term IS NOT NULL LIMIT :limit`;

/** The facets of the newest article of a term. Its content stays where it is. */
const newestOfTerm = `
  SELECT json_object('tags', body -> '$.tags', 'authors', body -> '$.authors', 'language', body -> '$.language') AS body
  FROM articles WHERE id = (SELECT article FROM terms WHERE term = ? ORDER BY published DESC LIMIT 1)`;

/** The character after all that terms have. */
const lastCharacter = "\u{10ffff}";

/** The calls of the article store that change nothing. */
export function openArticleReads(
  database: DatabaseSync,
): Pick<ArticleStore, "find" | "findMany" | "findByNamePrefix" | "findByName" | "listValues" | "count"> {
  const identity = openIdentity(database);
  const body = database.prepare(
    "SELECT id, modified_due AS due, modified_shown AS shown, body FROM articles WHERE id = ? AND body IS NOT NULL",
  );
  const terms = database.prepare(termsInRange);
  const newest = database.prepare(newestOfTerm);
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

    async findByName(name) {
      const row = identity.byName(name);
      return row === undefined ? undefined : articleOf(row);
    },

    async listValues(facet, { prefix, limit }) {
      const start = termOf(facet, prefix);
      return terms.all({ start, end: start + lastCharacter, limit }).flatMap(({ term }) => {
        const row = newest.get(String(term));
        const values = row === undefined ? [] : valuesOf(JSON.parse(String(row.body)), facet);
        return values.find((spelled) => termOf(facet, spelled) === term) ?? [];
      });
    },

    async count() {
      const row = counts.get(everyArticleTerm);
      return { present: Number(row?.present), deleted: Number(row?.deleted) };
    },
  };
}
