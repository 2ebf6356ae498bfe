import { everyArticleTerm, termOf, valuesOf } from "../../channel/terms.ts";
import type { ArticleStore } from "../articles.ts";
import { type ArticleRow, articleOf } from "./article-row.ts";
import type { Dialect } from "./dialect.ts";
import { createStore, type Engine, query } from "./engine.ts";
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
const newestOfTerm = ({ members }: Dialect) => `
  SELECT ${members("body", ["tags", "authors", "language"])} AS body
  FROM articles WHERE id = (SELECT article FROM terms WHERE term = ? ORDER BY published DESC LIMIT 1)`;

/** The character after all that terms have. */
const lastCharacter = "\u{10ffff}";

/** The calls of the article store that change nothing. */
type ArticleReads = Pick<
  ArticleStore,
  "find" | "findMany" | "findByNamePrefix" | "findByName" | "listValues" | "count"
>;

/** Opens the calls of the article store that change nothing, but for its list. */
export function openArticleReads(engine: Engine): ArticleReads {
  const { dialect } = engine;
  const identity = openIdentity(engine);
  const bodies = query(
    `SELECT id, modified_due AS due, modified_shown AS shown, body FROM articles
     WHERE ${dialect.isIn("id", ":ids")} AND body IS NOT NULL`,
  );
  const terms = query(termsInRange);
  const newest = query(newestOfTerm(dialect));
  const counts = query(
    `SELECT (SELECT count(*) FROM terms WHERE term = ?) AS present,
       (SELECT count(*) FROM articles WHERE deleted IS NOT NULL) AS deleted`,
  );

  return createStore<ArticleReads>(engine, {
    *find(id) {
      const row = yield* identity.byId(id);
      if (!row) return { state: "unknown" };
      if (row.deleted !== null) return { state: "deleted", deletedAt: new Date(row.deleted).toISOString() };
      return { state: "present", article: articleOf(row) };
    },

    *findMany(ids, shownAt = Number.POSITIVE_INFINITY) {
      const rows = (yield* bodies.all({ ids: JSON.stringify(ids) })) as ShownRow[];
      const known = new Map(rows.map((row) => [row.id, row]));
      return ids.flatMap((id) => {
        const row = known.get(id);
        if (row === undefined) return [];
        const { due, shown } = row;
        const isAhead = due !== null && due > shownAt;
        return [{ ...articleOf(row), ...(isAhead && { date_modified: new Date(shown).toISOString() }) }];
      });
    },

    *findByNamePrefix(prefix) {
      return (yield* identity.byPrefix(prefix)).map(articleOf);
    },

    *findByName(name) {
      const row = yield* identity.byName(name);
      return row === undefined ? undefined : articleOf(row);
    },

    *listValues(facet, { prefix, limit }) {
      const start = termOf(facet, prefix);
      const values: string[] = [];
      for (const { term } of yield* terms.all({ start, end: start + lastCharacter, limit })) {
        const row = yield* newest.get(String(term));
        const spelled = row === undefined ? [] : valuesOf(JSON.parse(String(row.body)), facet);
        values.push(...spelled.filter((value) => termOf(facet, value) === term).slice(0, 1));
      }
      return values;
    },

    *count() {
      const row = yield* counts.get(everyArticleTerm);
      return { present: Number(row?.present), deleted: Number(row?.deleted) };
    },
  });
}
