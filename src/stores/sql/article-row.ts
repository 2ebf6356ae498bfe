import type { Article } from "../../article/article.ts";

/** The row of an article. `body` is its JSON; null when the article was deleted, at `deleted`, milliseconds since 1970. */
export type ArticleRow = { id: string; revision: number; deleted: number | null; body: string | null };

/** The article of a row that has a body. The row's id is the one that other tables refer to. */
export function articleOf({ id, body }: Pick<ArticleRow, "id" | "body">): Article {
  return { ...JSON.parse(String(body)), id };
}

/**
 * The values of `permalink` of articles that have no page any more. Nobody is told that a page is gone which was withheld
 * from the public.
 */
export const permalinkStates = { former: 2, secret: 3 };
