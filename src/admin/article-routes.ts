import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply } from "fastify";
import Type from "typebox";
import type { Article } from "../article/article.ts";
import { prepare } from "../article/prepare.ts";
import { CourantError } from "../errors.ts";
import type { ArticleStore, PutOptions, PutOutcome } from "../stores/articles.ts";
import { checkPreconditions, readId, readObject, refuseRestricted, requireArticle } from "./article-requests.ts";
import { applyMergePatch } from "./merge-patch.ts";
import { etagOf, evaluatePreconditions } from "./preconditions.ts";

export type ArticleRoutesOptions = {
  articles: ArticleStore;
  /** The site's home page. Relative URLs resolve against it if their article has no URL. */
  siteUrl: string;
  /** The public origin of this service, without a trailing slash. */
  origin: string;
  /** Called after each change. */
  changed: () => void;
};

const ListQuery = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  cursor: Type.Optional(Type.String()),
});

/** The collection over HTTP. The ETag of an article is its revision, and `If-Match` guards against lost updates. */
export const articleRoutes: FastifyPluginAsyncTypebox<ArticleRoutesOptions> = async (app, options) => {
  const { articles: store, siteUrl, origin, changed } = options;

  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser(
    ["application/merge-patch+json", "application/feed+json"],
    { parseAs: "string" },
    app.getDefaultJsonParser("error", "error"),
  );

  async function putArticle(body: unknown, reply: FastifyReply, putOptions: PutOptions = {}) {
    refuseRestricted(body);
    const [result] = await store.put([prepare(body, { baseUrl: siteUrl, origin })], putOptions);
    const { outcome, article } = requireAccepted(result);
    if (outcome !== "unchanged") changed();
    reply.code(outcome === "created" ? 201 : 200).header("courant-outcome", outcome);
    if (outcome === "created") reply.header("location", adminPath(article.id));
    return sendArticle(reply, article);
  }

  app.get("/articles", { schema: { querystring: ListQuery } }, async ({ query }, reply) => {
    const { articles, next } = await store.list({ limit: query.limit, cursor: query.cursor });
    if (next !== undefined) {
      reply.header("link", `</admin/articles?limit=${query.limit}&cursor=${encodeURIComponent(next)}>; rel="next"`);
    }
    return { articles, ...(next === undefined ? {} : { next }) };
  });

  app.post("/articles", async (request, reply) => putArticle(request.body, reply));

  app.get("/articles/*", async (request, reply) => {
    const article = await requireArticle(store, request);
    const { revision } = article._courant;
    if (evaluatePreconditions(request.headers, revision) === "proceed") return sendArticle(reply, article);
    return reply.code(304).header("etag", etagOf(revision)).send();
  });

  app.put("/articles/*", async (request, reply) => {
    const id = readId(request);
    const body = readObject(request);
    if (body.id !== undefined && body.id !== id) {
      throw new CourantError(
        "ARTICLE_CONFLICT",
        `The body's id “${body.id}” is not the address's “${id}”. Leave it out.`,
      );
    }
    return putArticle({ ...body, id }, reply, { restore: true, ...(await checkPreconditions(store, request)) });
  });

  app.patch("/articles/*", async (request, reply) => {
    const article = await requireArticle(store, request);
    const patch = readObject(request);
    if (patch.id !== undefined && patch.id !== article.id) {
      throw new CourantError("ARTICLE_CONFLICT", "An article's id never changes. Leave it out of the patch.");
    }
    await checkPreconditions(store, request);
    const { date_modified, ...current } = article;
    return putArticle(applyMergePatch(current, patch), reply, { ifRevision: article._courant.revision });
  });

  app.delete("/articles/*", async (request, reply) => {
    const { id } = await requireArticle(store, request);
    await store.remove(id, await checkPreconditions(store, request));
    changed();
    return reply.code(204).send();
  });
};

/** @returns an outcome that is not a rejection. @throws the reason of a rejection */
function requireAccepted(result: PutOutcome | undefined) {
  if (!result) throw new CourantError("INTERNAL", "The collection gave no outcome.");
  if (result.outcome === "rejected") throw result.error;
  return result;
}

function sendArticle(reply: FastifyReply, article: Article) {
  return reply.header("etag", etagOf(article._courant.revision)).send(article);
}

function adminPath(id: string): string {
  return `/admin/articles/${encodeURIComponent(id)}`;
}
