import type { DatabaseSync } from "node:sqlite";
import type { Article } from "../../article/article.ts";
import type { ArticleQuery } from "../article-query.ts";
import type { ArticleList } from "../articles.ts";
import { maxPageLength } from "../page-length.ts";
import { type ArticleRow, articleOf } from "../sql/article-row.ts";
import { decodeListCursor, encodeListCursor } from "../sql/list-cursor.ts";
import { type ListRow, listRows } from "./list-rows.ts";

/**
 * Lists a page of articles.
 * @param database a connection to the collection; for a search, one to the index of words with the collection beside it
 * @param now in milliseconds since 1970
 * @throws REQUEST_INVALID for a cursor of another query, and for an order by relevance without words to find
 */
export function listPage(database: DatabaseSync, query: ArticleQuery, now: number): ArticleList {
  const { search, cursor, limit } = query;
  const after = cursor === undefined ? undefined : decodeListCursor(query, cursor);
  // Text without words finds nothing.
  if (search && search.all.length + search.none.length === 0) return { articles: [], next: undefined };
  // One more than asked for tells whether there is a next page.
  const rows = listRows(database, query, { now, after, limit: limit + 1 });
  const { articles, last } = readPage(database, rows.slice(0, limit));
  return { articles, next: last && last !== rows.at(-1) ? encodeListCursor(query, last) : undefined };
}

/** Reads the articles of a page. @returns the last row that has room on it, too */
function readPage(database: DatabaseSync, rows: readonly ListRow[]) {
  const bodyOf = database.prepare("SELECT id, body FROM articles WHERE id = ? AND body IS NOT NULL");
  const articles: Article[] = [];
  let last: ListRow | undefined;
  let length = 0;
  for (const row of rows) {
    if (length >= maxPageLength) break;
    last = row;
    const found = bodyOf.get(row.article) as Pick<ArticleRow, "id" | "body"> | undefined;
    if (found) articles.push(articleOf(found));
    length += found?.body?.length ?? 0;
  }
  return { articles, last };
}
