import type { DatabaseSync } from "node:sqlite";
import type { SearchQuery } from "../../article/search-query.ts";
import type { ArticleQuery } from "../article-query.ts";
import { relevanceWithoutWords } from "../cursor.ts";
import type { ListPosition } from "../sql/list-cursor.ts";
import {
  type Condition,
  filterConditions,
  rangeConditions,
  type SetCondition,
  searchCondition,
  unwantedConditions,
} from "./list-conditions.ts";
import { matchExpression, type SearchedColumns } from "./match.ts";

/** A row of a list: its position in the list, and the id of the article. */
export type ListRow = ListPosition & { article: string };

/** Sets up to this size are sorted. The articles of a larger set are met soon in the order of the list. */
const smallSetSize = 2000;

/** The values that lists are sorted by, and the index that has this order. */
const orders = {
  published: { key: "listed.number", index: "NOT INDEXED" },
  modified: { key: "listed.modified", index: "INDEXED BY listed_modified" },
  title: { key: "listed.title", index: "INDEXED BY listed_title" },
} as const;

/** Where a search by relevance looks first, then, and at last. */
const tiers: readonly SearchedColumns[] = ["title", "title about", undefined];

/**
 * Lists the rows of a page. A list is read in one of three ways, so that it never reads and sorts much more than the page:
 * a small set is sorted; a search is read in the order of numbers, which is the order of the index of words; every other
 * list is read in the order of an index of `listed`.
 * @param after the end of the page before
 * @returns up to `limit` rows
 * @throws REQUEST_INVALID for an order by relevance without words to find
 */
export function listRows(
  database: DatabaseSync,
  query: ArticleQuery,
  { now, after, limit }: { now: number; after: ListPosition | undefined; limit: number },
): ListRow[] {
  const { sort = "published", search } = query;
  const searched = searchCondition(query);
  const filters = filterConditions(query, now);
  const isSmall = (set: SetCondition) => {
    const count = database.prepare(`SELECT count(*) AS count FROM (${set.numbers} LIMIT ${smallSetSize + 1})`);
    return Number(count.get({ ...set.values })?.count) <= smallSetSize;
  };
  if (search && searched && (sort === "relevance" || sort === "published")) {
    const conditions = [
      ...rangeConditions(query, now, "words.rowid"),
      // Before the row of `listed` is read; the plus keeps SQLite from a search of its own for each number of the set.
      ...filters.map((set) => (isSmall(set) ? { ...set, sql: `+words.rowid IN (${set.numbers})` } : set)),
    ];
    const read = { database, search, conditions, limit };
    return sort === "relevance" ? readByRelevance(read, after) : readByNumber(read, query, after);
  }
  if (sort === "relevance") throw relevanceWithoutWords();
  const sets = searched ? [searched, ...filters] : filters;
  const small = sets.find(isSmall);
  const { key, index } = orders[sort];
  const direction = query.isAscending ? "ASC" : "DESC";
  return readRows(database, {
    from: small ? `(${small.numbers}) AS small CROSS JOIN listed USING (number)` : `listed ${index}`,
    key,
    conditions: [
      ...(small ? [{ sql: "true", values: small.values ?? {} }] : []),
      ...rangeConditions(query, now, "listed.number"),
      ...unwantedConditions(query),
      ...sets.filter((set) => set !== small),
      ...afterCondition(key, query, after),
    ],
    order: `${key} ${direction}, listed.number ${direction}`,
    limit,
  });
}

/** The position of a row in an order: after it come rows with a greater key, or a smaller one. */
function afterCondition(key: string, { isAscending }: ArticleQuery, after: ListPosition | undefined): Condition[] {
  if (after === undefined) return [];
  const isAfter = isAscending ? ">" : "<";
  if (key === "listed.number") return [{ sql: `${key} ${isAfter} :number`, values: { number: after.number } }];
  return [
    {
      sql: `${key} ${isAfter}= :key AND (${key} ${isAfter} :key OR listed.number ${isAfter} :number)`,
      values: { ...after },
    },
  ];
}

type SearchRead = { database: DatabaseSync; search: SearchQuery; conditions: readonly Condition[]; limit: number };

function readByNumber(
  { search, ...read }: SearchRead,
  { isAscending = false }: Pick<ArticleQuery, "isAscending">,
  after: ListPosition | undefined,
): ListRow[] {
  return readMatches(read, { match: matchExpression(search), isAscending, after, tier: 0 });
}

/** Reads what matches in the first columns, then what only matches in more of them; each the newest first. */
function readByRelevance({ search, limit, ...read }: SearchRead, after: ListPosition | undefined): ListRow[] {
  const rows: ListRow[] = [];
  const first = Number(after?.key ?? 0);
  for (const [tier, columns] of tiers.entries()) {
    if (tier < first || rows.length >= limit) continue;
    const match = matchExpression(search, columns);
    const before = tier === 0 ? undefined : matchExpression(search, tiers[tier - 1]);
    rows.push(
      ...readMatches(
        { ...read, limit: limit - rows.length },
        {
          match: before === undefined ? match : `${match} NOT ${before}`,
          isAscending: false,
          after: tier === first ? after : undefined,
          tier,
        },
      ),
    );
  }
  return rows;
}

function readMatches(
  { database, conditions, limit }: Omit<SearchRead, "search">,
  {
    match,
    isAscending,
    after,
    tier,
  }: { match: string; isAscending: boolean; after: ListPosition | undefined; tier: number },
): ListRow[] {
  const isAfter = isAscending ? ">" : "<";
  return readRows(database, {
    from: "words CROSS JOIN listed ON listed.number = words.rowid",
    key: String(tier),
    conditions: [
      { sql: "words MATCH :match", values: { match } },
      ...conditions,
      ...(after ? [{ sql: `words.rowid ${isAfter} :after`, values: { after: after.number } }] : []),
    ],
    order: `words.rowid ${isAscending ? "ASC" : "DESC"}`,
    limit,
  });
}

function readRows(
  database: DatabaseSync,
  read: { from: string; key: string; conditions: readonly Condition[]; order: string; limit: number },
): ListRow[] {
  const { from, key, conditions, order, limit } = read;
  const where = conditions.length === 0 ? "true" : conditions.map(({ sql }) => sql).join(" AND ");
  const select = database.prepare(
    `SELECT listed.number, listed.article, ${key} AS key FROM ${from} WHERE ${where} ORDER BY ${order} LIMIT :limit`,
  );
  select.setReadBigInts(true);
  const parameters = Object.assign({ limit }, ...conditions.map((condition) => condition.values));
  return select.all(parameters).map(({ number, article, key }) => ({
    number: number as bigint,
    article: String(article),
    key: typeof key === "bigint" ? Number(key) : String(key),
  }));
}
