import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Article } from "../article/article.ts";
import type { PrepareOptions } from "../article/prepare.ts";
import { CourantError } from "../errors.ts";
import type { IngestQueue } from "../ingest-queue/queue.ts";
import type { ArticleChange } from "../ingest-queue/read-article.ts";
import type { ArticleStore, PutOptions, PutOutcome } from "../stores/articles.ts";
import {
  ArticleParams,
  adminPath,
  checkPreconditions,
  readId,
  refuseUnencodedId,
  requireArticle,
} from "./article-requests.ts";
import type { AuditLog } from "./audit-log.ts";
import { etagOfRevision, evaluatePreconditions } from "./preconditions.ts";
import { requirePublish } from "./scopes.ts";

/*
 * The room `admin`: the routes of the admin API, and the work behind them. The scope that registers the routes asks for
 * the token (auth.ts). It imports `ingest-queue`, `sources`, `stores`, `publish`, `push` and `http`.
 */

export type ArticleRoutesOptions = {
  articles: ArticleStore;
  queue: Pick<IngestQueue, "readArticle">;
  /** The settings with which articles are checked. */
  settings: PrepareOptions;
  /** Called after each change. */
  onChanged: () => void;
  audit: AuditLog;
};

/** The collection over HTTP. The ETag of an article is its revision, and `If-Match` guards against lost updates. */
export const articleRoutes: FastifyPluginAsyncTypebox<ArticleRoutesOptions> = async (app, options) => {
  const { articles: store, queue, settings, onChanged, audit } = options;
  const writing = { config: { scope: "write" } } as const;

  app.removeContentTypeParser(["text/plain", "application/json"]);
  app.addContentTypeParser(
    ["application/json", "application/merge-patch+json", "application/feed+json"],
    { parseAs: "buffer" },
    async (_request: unknown, body: Buffer) => body,
  );

  async function putArticle(
    request: FastifyRequest,
    change: ArticleChange,
    reply: FastifyReply,
    putOptions: PutOptions = {},
  ) {
    requirePublish(request);
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const prepared = await queue.readArticle(bytes, { change, ...settings });
    const [result] = await store.put([prepared], putOptions);
    const { outcome, article, before } = requireAccepted(result);
    if (outcome !== "unchanged") {
      onChanged();
      await audit.record(request.caller, `article.${outcome}`, article.id, before, article);
    }
    reply.code(outcome === "created" ? 201 : 200).header("courant-outcome", outcome);
    if (outcome === "created" || change.kind === "create") reply.header("location", adminPath(article.id));
    return sendArticle(reply, article);
  }

  app.post("/articles", writing, async (request, reply) => putArticle(request, { kind: "create" }, reply));

  app.get("/articles/:id", { schema: { params: ArticleParams } }, async (request, reply) => {
    const article = await requireArticle(store, request);
    const { revision } = article._courant;
    if (evaluatePreconditions(request.headers, revision) === "proceed") return sendArticle(reply, article);
    return reply.code(304).header("etag", etagOfRevision(revision)).send();
  });

  app.put("/articles/:id", { schema: { params: ArticleParams }, ...writing }, async (request, reply) => {
    const id = readId(request);
    const condition = await checkPreconditions(store, request);
    return putArticle(request, { kind: "replace", id }, reply, { restore: true, ...condition });
  });

  app.patch("/articles/:id", { schema: { params: ArticleParams }, ...writing }, async (request, reply) => {
    const article = await requireArticle(store, request);
    await checkPreconditions(store, request);
    return putArticle(request, { kind: "patch", article }, reply, { ifRevision: article._courant.revision });
  });

  app.delete("/articles/:id", { schema: { params: ArticleParams }, ...writing }, async (request, reply) => {
    requirePublish(request);
    const article = await requireArticle(store, request);
    const isRemoved = await store.remove(article.id, await checkPreconditions(store, request));
    if (isRemoved) {
      onChanged();
      await audit.record(request.caller, "article.deleted", article.id, article);
    }
    return reply.code(204).send();
  });

  app.all("/articles/*", { config: { scope: "read" } }, refuseUnencodedId);
};

/** @returns an outcome that is not a rejection. @throws the reason of a rejection */
function requireAccepted(result: PutOutcome | undefined) {
  if (!result) throw new CourantError("INTERNAL", "The collection gave no outcome.");
  if (result.outcome === "rejected") throw result.error;
  return result;
}

function sendArticle(reply: FastifyReply, article: Article) {
  return reply.header("etag", etagOfRevision(article._courant.revision)).send(article);
}
