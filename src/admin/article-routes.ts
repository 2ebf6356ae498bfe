import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { sendChange, sendShown } from "./article-answers.ts";
import type { ArticleChanges } from "./article-changes.ts";
import {
  ArticleParams,
  type ArticleStores,
  checkPreconditions,
  conditionOf,
  findShown,
  readId,
  refuseUnencodedId,
  requireShown,
  takeArticlesAsBytes,
} from "./article-requests.ts";

/*
 * The room `admin`: the routes of the admin API, and the work behind them. The scope that registers the routes asks for
 * the token (auth.ts). It imports `ingest-queue`, `sources`, `stores`, `publish`, `push` and `http`.
 */

export type ArticleRoutesOptions = {
  stores: ArticleStores;
  changes: ArticleChanges;
};

const writing = { config: { scope: "write" } } as const;
const writingOne = { schema: { params: ArticleParams }, ...writing };

/**
 * The collection over HTTP. An article that has no published version is shown as its draft. `If-Match` with the ETag guards
 * against lost updates.
 */
export const articleRoutes: FastifyPluginAsyncTypebox<ArticleRoutesOptions> = async (app, options) => {
  const { stores, changes } = options;
  takeArticlesAsBytes(app);

  app.post("/articles", writing, async (request, reply) =>
    sendChange(reply, await changes.save(request, { change: { kind: "create" } }), true),
  );

  app.get("/articles/:id", { schema: { params: ArticleParams } }, async (request, reply) =>
    sendShown(request, reply, await requireShown(stores, request)),
  );

  app.put("/articles/:id", writingOne, async (request, reply) => {
    const id = readId(request);
    const condition = checkPreconditions(request, await findShown(stores, id));
    const change = { kind: "replace", id } as const;
    return sendChange(reply, await changes.save(request, { change }, { ...condition, ...neverWithdraws }));
  });

  app.patch("/articles/:id", writingOne, async (request, reply) => {
    const shown = await requireShown(stores, request);
    checkPreconditions(request, shown);
    const change = { kind: "patch", article: shown } as const;
    return sendChange(reply, await changes.save(request, { change }, { ...conditionOf(shown), ...neverWithdraws }));
  });

  app.delete("/articles/:id", writingOne, async (request, reply) => {
    const shown = await requireShown(stores, request);
    await changes.remove(request, shown, checkPreconditions(request, shown));
    return reply.code(204).send();
  });

  app.all("/articles/*", { config: { scope: "read" } }, refuseUnencodedId);
};

/** A draft under the address of a published article is refused; an article that was deleted comes back. */
const neverWithdraws = { restore: true, unpublishedOnly: true };
