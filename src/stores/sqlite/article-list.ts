import type { DatabaseSync } from "node:sqlite";
import type { Article } from "../../article/article.ts";
import type { Clock } from "../../clock.ts";
import type { ArticleStore } from "../articles.ts";
import { type ArticleRow, articleOf } from "./article-row.ts";
import { decodeListCursor, encodeListCursor } from "./list-cursor.ts";
import { listRows } from "./list-rows.ts";
import type { SearchFile } from "./search-file.ts";

/** Opens the lists of articles. Only searches need the index of words. */
export function openArticleList(
  database: DatabaseSync,
  { searchFile, clock }: { searchFile: SearchFile; clock: Clock },
): Pick<ArticleStore, "list"> {
  const bodyOf = database.prepare("SELECT id, body FROM articles WHERE id = ? AND body IS NOT NULL");

  function readArticles(ids: readonly string[]): Article[] {
    return ids.flatMap((id) => {
      const row = bodyOf.get(id) as Pick<ArticleRow, "id" | "body"> | undefined;
      return row === undefined ? [] : [articleOf(row)];
    });
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
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        articles: readArticles(page.map(({ article }) => article)),
        next: last && rows.length > limit ? encodeListCursor(query, last) : undefined,
      };
    },
  };
}
