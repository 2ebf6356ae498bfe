import type { Article } from "../../article/article.ts";

/** An article's row. `body` is its JSON, or null when it was deleted, at `deleted`. */
export type ArticleRow = { id: string; revision: number; deleted: number | null; body: string | null };

/** The article of a row that has a body. The row's id is the one that other tables refer to. */
export function articleOf({ id, body }: Pick<ArticleRow, "id" | "body">): Article {
  return { ...JSON.parse(String(body)), id };
}
