import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { Article } from "../article/article.ts";
import { prepare } from "../article/prepare.ts";
import { restrictionOf } from "../article/restriction.ts";
import { CourantError } from "../errors.ts";
import type { ArticleStore, PutOptions, PutOutcome } from "../stores/articles.ts";
import { applyMergePatch } from "./merge-patch.ts";
import { etagOf, evaluatePreconditions, isConditional, preconditionFailed } from "./preconditions.ts";

export type ArticleRoutesOptions = {
  articles: ArticleStore;
  /** The site's home page: relative URLs of articles without an URL resolve against it. */
  siteUrl: string;
  /** This service's own public origin, without a trailing slash. */
  origin: string;
  /** Called after each change. */
  changed: () => void;
};

const ListQuery = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  cursor: Type.Optional(Type.String()),
});

/** The collection over HTTP. An article's ETag is its revision; `If-Match` guards against lost updates. */
export const articleRoutes: FastifyPluginAsyncTypebox<ArticleRoutesOptions> = async (app, options) => {
  const { articles: store, siteUrl, origin, changed } = options;

  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser(
    ["application/merge-patch+json", "application/feed+json"],
    { parseAs: "string" },
    app.getDefaultJsonParser("error", "error"),
  );

  async function put(body: unknown, reply: FastifyReply, putOptions: PutOptions = {}) {
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

  app.post("/articles", async (request, reply) => put(request.body, reply));

  app.get("/articles/*", async (request, reply) => {
    const article = await present(request);
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
    return put({ ...body, id }, reply, { restore: true, ...(await guard(request)) });
  });

  app.patch("/articles/*", async (request, reply) => {
    const article = await present(request);
    const patch = readObject(request);
    if (patch.id !== undefined && patch.id !== article.id) {
      throw new CourantError("ARTICLE_CONFLICT", "An article's id never changes. Leave it out of the patch.");
    }
    await guard(request);
    const { date_modified, ...current } = article;
    return put(applyMergePatch(current, patch), reply, { ifRevision: article._courant.revision });
  });

  app.delete("/articles/*", async (request, reply) => {
    const { id } = await present(request);
    await store.remove(id, await guard(request));
    changed();
    return reply.code(204).send();
  });

  async function present(request: FastifyRequest): Promise<Article> {
    const id = readId(request);
    const found = await store.find(id);
    if (found.state === "present") return found.article;
    if (found.state === "deleted") {
      throw new CourantError("ARTICLE_DELETED", `“${id}” was deleted at ${found.deletedAt}. PUT it to bring it back.`);
    }
    throw new CourantError("ARTICLE_NOT_FOUND", `No article has the id “${id}”. GET /admin/articles lists them.`);
  }

  /** @returns the revision that the change is meant for, where the request has conditions: nobody can come between */
  async function guard(request: FastifyRequest): Promise<{ ifRevision?: number }> {
    if (!isConditional(request.headers)) return {};
    const found = await store.find(readId(request));
    const revision = found.state === "present" ? found.article._courant.revision : undefined;
    if (evaluatePreconditions(request.headers, revision) === "proceed") return { ifRevision: revision ?? 0 };
    throw preconditionFailed(`If-None-Match: ${request.headers["if-none-match"]}`, revision);
  }
};

/** @throws ARTICLE_INVALID for an article that says, in an extension, that it is not meant for everybody */
function refuseRestricted(body: unknown): void {
  const restriction = typeof body === "object" && body !== null ? restrictionOf({ ...body }) : undefined;
  if (restriction === undefined) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    `The article says that it is not meant for everybody: ${restriction}. Take that out to publish it.`,
  );
}

/** The article of an outcome. @throws the reason of a rejection */
function requireAccepted(result: PutOutcome | undefined) {
  if (!result) throw new CourantError("INTERNAL", "The collection gave no outcome.");
  if (result.outcome === "rejected") throw result.error;
  return result;
}

function sendArticle(reply: FastifyReply, article: Article) {
  return reply.header("etag", etagOf(article._courant.revision)).send(article);
}

/** Everything after `/admin/articles/`, percent-decoded: ids may hold slashes. */
function readId(request: FastifyRequest): string {
  const id = (request.params as { "*": string })["*"];
  if (id !== "" && id === id.trim()) return id;
  throw new CourantError("REQUEST_INVALID", "Name the article: /admin/articles/{id}, its id percent-encoded.");
}

function adminPath(id: string): string {
  return `/admin/articles/${encodeURIComponent(id)}`;
}

function readObject(request: FastifyRequest): Record<string, unknown> {
  const { body } = request;
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new CourantError("REQUEST_INVALID", "The body must be a JSON object with the names of a JSON Feed item.");
}
