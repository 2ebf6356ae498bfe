import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { limits } from "../article/limits.ts";
import { facets } from "../channel/terms.ts";
import type { Search } from "../search/follow.ts";
import type { ArticleStore } from "../stores/articles.ts";
import type { DraftStore } from "../stores/drafts.ts";
import { ArticleListQuery, type QueryDeps, readArticleQuery } from "./article-query.ts";
import { asksForDrafts, type DraftListDeps, dueOrder, listDrafts } from "./draft-list.ts";
import { nameNextPage, pageLimit } from "./pages.ts";

export type ArticleListOptions = {
  articles: Pick<ArticleStore, "list" | "listValues">;
  drafts: Pick<DraftStore, "list" | "findAmong">;
  search: Pick<Search, "list">;
} & QueryDeps &
  DraftListDeps;

/** The query parameters of `GET /admin/values`. */
const ValueQuery = Type.Object({
  facet: Type.Enum([...facets], { description: "the property of articles whose values are listed" }),
  prefix: Type.String({
    default: "",
    maxLength: limits.line,
    description: "the beginning of the values; case and width of letters do not count",
  }),
  limit: pageLimit("values"),
});

/**
 * `GET /admin/articles`: lists and searches the collection, or drafts, in pages. `drafts` are the ids of those of its
 * articles that have a draft beside them; `pending` says how many changed articles a search does not know yet.
 * `GET /admin/values`: the tags, authors or languages that articles have.
 */
export const articleListRoutes: FastifyPluginAsyncTypebox<ArticleListOptions> = async (app, options) => {
  const { articles: store, search } = options;

  app.get("/articles", { schema: { querystring: ArticleListQuery } }, async (request, reply) => {
    const { query } = request;
    const asked = await readArticleQuery(query, options);
    if (asksForDrafts(query)) {
      const { drafts, next } = await listDrafts(options, asked, query.sort === dueOrder);
      return { articles: drafts, ...nameNextPage(request, reply, next) };
    }
    const { articles, next, pending } = asked.search
      ? await search.list(asked)
      : { ...(await store.list(asked)), pending: 0 };
    const drafts = await options.drafts.findAmong(articles.map(({ id }) => id));
    return {
      articles,
      ...nameNextPage(request, reply, next),
      ...(drafts.length > 0 && { drafts }),
      ...(pending > 0 && { pending }),
    };
  });

  app.get("/values", { schema: { querystring: ValueQuery } }, async ({ query: { facet, prefix, limit } }) => ({
    values: await store.listValues(facet, { prefix, limit }),
  }));
};
