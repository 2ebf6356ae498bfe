import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { SearchFollower } from "../search/follow.ts";
import type { ArticleStore } from "../stores/articles.ts";
import { ArticleListQuery, type QueryDeps, readArticleQuery } from "./article-query.ts";
import { asksForDrafts, type DraftListDeps, listDrafts } from "./draft-list.ts";
import { nameNextPage } from "./pages.ts";

export type ArticleListOptions = {
  articles: Pick<ArticleStore, "list">;
  search: Pick<SearchFollower, "catchUp">;
} & QueryDeps &
  DraftListDeps;

/**
 * `GET /admin/articles`: lists and searches the collection, or drafts, in pages. `pending` says how many changed articles
 * a search does not know yet.
 */
export const articleListRoutes: FastifyPluginAsyncTypebox<ArticleListOptions> = async (app, options) => {
  const { articles: store, search } = options;

  app.get("/articles", { schema: { querystring: ArticleListQuery } }, async (request, reply) => {
    const { query } = request;
    const asked = await readArticleQuery(query, options);
    if (asksForDrafts(query)) {
      const { drafts, next } = await listDrafts(options, asked);
      return { articles: drafts, ...nameNextPage(request, reply, next) };
    }
    const pending = asked.search ? await search.catchUp() : 0;
    const { articles, next } = await store.list(asked);
    return { articles, ...nameNextPage(request, reply, next), ...(pending > 0 && { pending }) };
  });
};
