import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { SearchFollower } from "../search/follow.ts";
import type { ArticleStore } from "../stores/articles.ts";
import type { DraftStore } from "../stores/drafts.ts";
import { ArticleListQuery, type QueryDeps, readArticleQuery } from "./article-query.ts";
import { asksForDrafts, listDrafts } from "./draft-list.ts";

export type ArticleListOptions = {
  articles: Pick<ArticleStore, "list">;
  drafts: Pick<DraftStore, "list">;
  search: Pick<SearchFollower, "catchUp">;
} & QueryDeps;

/**
 * `GET /admin/articles`: lists and searches the collection, or drafts, in pages. `pending` says how many changed articles a search does
 * not know yet.
 */
export const articleListRoutes: FastifyPluginAsyncTypebox<ArticleListOptions> = async (app, options) => {
  const { articles: store, drafts: draftStore, search } = options;

  app.get("/articles", { schema: { querystring: ArticleListQuery } }, async ({ query, url }, reply) => {
    const asked = await readArticleQuery(query, options);
    if (asksForDrafts(query)) {
      const { drafts, next } = await listDrafts(draftStore, asked);
      if (next !== undefined) reply.header("link", `<${nextAddress(url, next)}>; rel="next"`);
      return { articles: drafts, ...(next !== undefined && { next }) };
    }
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
