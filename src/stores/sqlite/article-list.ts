import type { DatabaseSync } from "node:sqlite";
import type { Article } from "../../article/article.ts";
import type { Clock } from "../../clock.ts";
import type { ArticleStore } from "../articles.ts";
import { maxPageLength } from "../page-length.ts";
import { type ArticleRow, articleOf } from "./article-row.ts";
import { decodeListCursor, encodeListCursor } from "./list-cursor.ts";
import { type ListRow, listRows } from "./list-rows.ts";
import type { SearchFile } from "./search-file.ts";

/** Opens the lists of articles. Only searches need the index of words. */
export function openArticleList(
  database: DatabaseSync,
  { searchFile, clock }: { searchFile: SearchFile; clock: Clock },
): Pick<ArticleStore, "list"> {
  const bodyOf = database.prepare("SELECT id, body FROM articles WHERE id = ? AND body IS NOT NULL");

  /** Reads the articles of a page. @returns the last row that has room on it, too */
  function readPage(rows: readonly ListRow[]): { articles: Article[]; last: ListRow | undefined } {
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

  return {
    async list(query) {
      const { search, cursor, limit } = query;
      const after = cursor === undefined ? undefined : decodeListCursor(query, cursor);
      // Text without words finds nothing.
      if (search && search.all.length + search.none.length === 0) return { articles: [], next: undefined };
      // One more than asked for tells whether there is a next page.
      const options = { now: clock.now(), after, limit: limit + 1 };
      const rows = search
        ? searchFile.use((searching) => listRows(searching, query, options))
        : listRows(database, query, options);
      const { articles, last } = readPage(rows.slice(0, limit));
      return { articles, next: last && last !== rows.at(-1) ? encodeListCursor(query, last) : undefined };
    },
  };
}
