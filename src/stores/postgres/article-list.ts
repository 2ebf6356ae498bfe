import type { Article } from "../../article/article.ts";
import type { ArticleQuery, ArticleState } from "../article-query.ts";
import type { ArticleList } from "../articles.ts";
import { relevanceWithoutWords } from "../cursor.ts";
import { maxPageLength } from "../page-length.ts";
import { articleOf } from "../sql/article-row.ts";
import type { Dialect } from "../sql/dialect.ts";
import { query, type SqlValue, type Work } from "../sql/engine.ts";
import { decodeListCursor, encodeListCursor, type ListPosition } from "../sql/list-cursor.ts";
import { matchCondition, type SearchedPart } from "./match.ts";

type Condition = { sql: string; values?: Readonly<Record<string, SqlValue>> };

/** A row of a list: its position, and the id of the article. */
type ListRow = ListPosition & { article: string };

const stateConditions: Record<ArticleState, string> = {
  scheduled: "(listed.published > :now AND (listed.expires IS NULL OR listed.expires > :now))",
  published: "(listed.published <= :now AND (listed.expires IS NULL OR listed.expires > :now))",
  expired: "listed.expires <= :now",
};

/** The parts in which a search by relevance looks first, and then; at last it looks in all. */
const firstParts: readonly (readonly SearchedPart[])[] = [["title"], ["title", "about"]];

/** Returns the work that lists a page of articles, as ArticleStore.list says. `now` is in milliseconds since 1970. */
export function openArticleList(dialect: Dialect) {
  const ids = dialect.texts(":ids");
  const lengthsOf = query(`SELECT id, octet_length(body) AS length FROM articles WHERE id IN (${ids})`);
  const bodiesOf = query(`SELECT id, body FROM articles WHERE id IN (${ids}) AND body IS NOT NULL`);

  /** Reads the articles of a page. @returns the last row that has room on it, too */
  function* readPage(rows: readonly ListRow[]): Work<{ articles: Article[]; last: ListRow | undefined }> {
    const idsOf = (each: readonly ListRow[]) => ({ ids: JSON.stringify(each.map(({ article }) => article)) });
    const measured = yield* lengthsOf.all(idsOf(rows));
    const lengths = new Map(measured.map(({ id, length }) => [id, Number(length)]));
    const shown = takeUpTo(rows, maxPageLength, ({ article }) => lengths.get(article) ?? 0);
    const found = yield* bodiesOf.all(idsOf(shown));
    const bodies = new Map(found.map(({ id, body }) => [id, String(body)]));
    const articles = shown.flatMap(({ article: id }) => {
      const body = bodies.get(id);
      return body === undefined ? [] : [articleOf({ id, body })];
    });
    return { articles, last: shown.at(-1) };
  }

  return function* listPage(asked: ArticleQuery, now: number): Work<ArticleList> {
    const { search, cursor, limit } = asked;
    const after = cursor === undefined ? undefined : decodeListCursor(asked, cursor);
    // Text without words finds nothing.
    if (search && search.all.length + search.none.length === 0) return { articles: [], next: undefined };
    // One more than asked for tells whether there is a next page.
    const rows = yield* readRows(asked, { dialect, now, after, limit: limit + 1 });
    const { articles, last } = yield* readPage(rows.slice(0, limit));
    return { articles, next: last && last !== rows.at(-1) ? encodeListCursor(asked, last) : undefined };
  };
}

/** Returns the first items, the last of which reaches a length. */
function takeUpTo<Item>(items: readonly Item[], length: number, lengthOf: (item: Item) => number): readonly Item[] {
  let sum = 0;
  const end = items.findIndex((item) => {
    sum += lengthOf(item);
    return sum >= length;
  });
  return end < 0 ? items : items.slice(0, end + 1);
}

type Reading = { dialect: Dialect; now: number; after: ListPosition | undefined; limit: number };

function* readRows(asked: ArticleQuery, { dialect, now, after, limit }: Reading): Work<ListRow[]> {
  const order = orderOf(asked);
  const conditions = [
    ...filterConditions(asked, dialect, now),
    ...(asked.search ? [matchCondition(asked.search, "search")] : []),
    ...(after ? [afterCondition(order, after)] : []),
  ];
  const from = asked.search ? "listed JOIN words ON words.article = listed.article" : "listed";
  const where = conditions.length === 0 ? "true" : conditions.map(({ sql }) => sql).join(" AND ");
  const { key, keyDirection, direction } = order;
  const rows = yield* query(
    `SELECT listed.number, listed.article, ${key} AS key FROM ${from} WHERE ${where}
     ORDER BY ${key} ${keyDirection}, listed.number ${direction} LIMIT :limit`,
    { readsBigints: true },
  ).all(Object.assign({ limit, ...order.values }, ...conditions.map((condition) => condition.values)));
  return rows.map(({ number, article, key: value }) => ({
    number: number as bigint,
    article: String(article),
    key: typeof value === "string" ? value : Number(value),
  }));
}

type ListOrder = {
  key: string;
  keyDirection: "ASC" | "DESC";
  direction: "ASC" | "DESC";
  values: Readonly<Record<string, string>>;
};

/** @throws REQUEST_INVALID for an order by relevance without words to find */
function orderOf({ sort = "published", search, isAscending }: ArticleQuery): ListOrder {
  const direction = isAscending ? "ASC" : "DESC";
  switch (sort) {
    case "relevance": {
      if (!search || search.all.length === 0) throw relevanceWithoutWords();
      const tiers = firstParts.map((parts, tier) =>
        matchCondition({ all: search.all, none: [] }, `tier${tier}`, parts),
      );
      const key = `(CASE ${tiers.map(({ sql }, tier) => `WHEN ${sql} THEN ${tier}`).join(" ")} ELSE ${tiers.length} END)`;
      const values = Object.assign({}, ...tiers.map((each) => each.values));
      return { key, keyDirection: "ASC", direction: "DESC", values };
    }
    case "modified":
      return { key: "listed.modified", keyDirection: direction, direction, values: {} };
    case "title":
      return { key: "listed.title", keyDirection: direction, direction, values: {} };
    case "published":
      return { key: "listed.number", keyDirection: direction, direction, values: {} };
  }
}

/** The rows that come after a position. */
function afterCondition({ key, keyDirection, direction }: ListOrder, after: ListPosition): Condition {
  const isAfter = (by: "ASC" | "DESC") => (by === "ASC" ? ">" : "<");
  const { number } = after;
  if (key === "listed.number") return { sql: `listed.number ${isAfter(direction)} :number`, values: { number } };
  return {
    sql: `(${key} ${isAfter(keyDirection)} :key OR (${key} = :key AND listed.number ${isAfter(direction)} :number))`,
    values: { key: after.key, number },
  };
}

function filterConditions(asked: ArticleQuery, dialect: Dialect, now: number): Condition[] {
  const { terms = [], source, states, from, to } = asked;
  const isIn = states?.map((state) => stateConditions[state]).join(" OR ");
  return [
    ...terms.map((list, index) => ({
      sql: `EXISTS (SELECT 1 FROM terms WHERE terms.article = listed.article
              AND terms.term IN (${dialect.texts(`:terms${index}`)}))`,
      values: { [`terms${index}`]: JSON.stringify(list) },
    })),
    ...(source === undefined ? [] : [{ sql: "listed.source = :source", values: { source } }]),
    ...(from === undefined ? [] : [{ sql: "listed.published >= :from", values: { from } }]),
    ...(to === undefined ? [] : [{ sql: "listed.published < :to", values: { to } }]),
    ...(isIn === undefined
      ? []
      : [{ sql: isIn === "" ? "false" : `(${isIn})`, ...(isIn !== "" && { values: { now } }) }]),
  ];
}
