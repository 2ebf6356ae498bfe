import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { SearchFollower } from "../search/follow.ts";
import type { ArticleStore } from "../stores/articles.ts";
import type { DraftStore } from "../stores/drafts.ts";
import { ArticleListQuery, type QueryDeps, readArticleQuery } from "./article-query.ts";
import { asksForDrafts, listDrafts } from "./draft-list.ts";
import { nameNextPage } from "./pages.ts";

export type ArticleListOptions = {
  articles: Pick<ArticleStore, "list">;
  drafts: Pick<DraftStore, "list">;
  search: Pick<SearchFollower, "catchUp">;
} & QueryDeps;

/**
 * `GET /admin/articles`: lists and searches the collection, or drafts, in pages. `pending` says how many changed articles
 * a search does not know yet.
 */
export const articleListRoutes: FastifyPluginAsyncTypebox<ArticleListOptions> = async (app, options) => {
  const { articles: store, drafts: draftStore, search } = options;

  app.get("/articles", { schema: { querystring: ArticleListQuery } }, async (request, reply) => {
    const { query } = request;
    const asked = await readArticleQuery(query, options);
    if (asksForDrafts(query)) {
      const { drafts, next } = await listDrafts(draftStore, asked);
      return { articles: drafts, ...nameNextPage(request, reply, next) };
    }
    const pending = asked.search ? await search.catchUp() : 0;
    const { articles, next } = await store.list(asked);
    return { articles, ...nameNextPage(request, reply, next), ...(pending > 0 && { pending }) };
  });
};
