import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { SearchFollower } from "../search/follow.ts";
import type { ArticleStore } from "../stores/articles.ts";
import { ArticleListQuery, type QueryDeps, readArticleQuery } from "./article-query.ts";

export type ArticleListOptions = {
  articles: Pick<ArticleStore, "list">;
  search: Pick<SearchFollower, "catchUp">;
} & QueryDeps;

/**
 * `GET /admin/articles`: lists and searches the collection in pages. `pending` says how many changed articles a search does
 * not know yet.
 */
export const articleListRoutes: FastifyPluginAsyncTypebox<ArticleListOptions> = async (app, options) => {
  const { articles: store, search } = options;

  app.get("/articles", { schema: { querystring: ArticleListQuery } }, async ({ query, url }, reply) => {
    const asked = await readArticleQuery(query, options);
    const pending = asked.search ? await search.catchUp() : 0;
    const { articles, next } = await store.list(asked);
    if (next !== undefined) reply.header("link", `<${nextAddress(url, next)}>; rel="next"`);
    return { articles, ...(next !== undefined && { next }), ...(pending > 0 && { pending }) };
  });
};

/** Returns the address of the next page: all parameters stay but the cursor. */
function nextAddress(url: string, next: string): string {
  const query = new URLSearchParams(url.split("?")[1]);
  query.set("cursor", next);
  return `/admin/articles?${query}`;
}
