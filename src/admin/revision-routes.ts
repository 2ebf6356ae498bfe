import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { CourantError } from "../errors.ts";
import type { IngestQueue } from "../ingest-queue/queue.ts";
import { sendChange } from "./article-answers.ts";
import type { ArticleChanges } from "./article-changes.ts";
import {
  ArticleParams,
  type ArticleStores,
  adminPath,
  checkPreconditions,
  findShown,
  readId,
  requireDraft,
  throwMissing,
} from "./article-requests.ts";

export type RevisionRoutesOptions = {
  stores: ArticleStores;
  changes: ArticleChanges;
  queue: Pick<IngestQueue, "compareArticles">;
};

const number = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: "the number of a revision" });
const RevisionParams = Type.Object({ ...ArticleParams.properties, revision: number });
const DifferenceQuery = Type.Object({
  to: Type.Optional({ ...number, description: "the revision to compare with; without it, the newest one" }),
});

/** A call that says everything with its address. */
const NoBody = Type.Union([Type.Null(), Type.Object({}, { additionalProperties: false })]);

const one = { schema: { params: ArticleParams } };
const change = { schema: { params: ArticleParams, body: NoBody } };
const publishing = { ...change, config: { scope: "publish" } } as const;

/** The states of articles and drafts: what they were, how they differ, and how one of them becomes the present one. */
export const revisionRoutes: FastifyPluginAsyncTypebox<RevisionRoutesOptions> = async (app, options) => {
  const { stores, changes, queue } = options;

  async function requireRevision(request: FastifyRequest, revision: number) {
    const id = readId(request);
    const found = await stores.revisions.find(id, revision);
    if (found) return found;
    const { revisions } = await stores.revisions.list(id);
    if (revisions.length === 0) return throwMissing(stores, id);
    throw new CourantError(
      "REVISION_NOT_FOUND",
      `The article “${id}” has no revision ${revision}, or it is no longer kept. GET ${adminPath(id)}/revisions lists those that are.`,
    );
  }

  app.post("/articles/:id/draft/publish", publishing, async (request, reply) => {
    const draft = await requireDraft(stores, request);
    const condition = checkPreconditions(request, draft);
    const published = await changes.publishDraft(request, draft.id, condition);
    return published ? sendChange(reply, published) : throwMissing(stores, draft.id);
  });

  app.get("/articles/:id/revisions", one, async (request) => {
    const id = readId(request);
    const list = await stores.revisions.list(id);
    return list.revisions.length === 0 && !list.deleted ? throwMissing(stores, id) : list;
  });

  app.get("/articles/:id/revisions/:revision", { schema: { params: RevisionParams } }, async (request) => {
    const { article } = await requireRevision(request, request.params.revision);
    return article;
  });

  app.get(
    "/articles/:id/revisions/:revision/difference",
    { schema: { params: RevisionParams, querystring: DifferenceQuery } },
    async (request) => {
      const from = await requireRevision(request, request.params.revision);
      const { revisions } = await stores.revisions.list(readId(request));
      const to = await requireRevision(request, request.query.to ?? revisions[0]?.revision ?? from.revision);
      const fields = await queue.compareArticles(from.article, to.article);
      return { from: from.revision, to: to.revision, fields };
    },
  );

  app.post(
    "/articles/:id/revisions/:revision/restore",
    { schema: { params: RevisionParams, body: NoBody }, config: { scope: "write" } },
    async (request, reply) => {
      const revision = await requireRevision(request, request.params.revision);
      const { id } = revision.article;
      const shown = revision.kind === "draft" ? await stores.drafts.find(id) : await findShown(stores, id);
      return sendChange(reply, await changes.restore(request, revision, checkPreconditions(request, shown)));
    },
  );

  app.post("/articles/:id/restore", { ...change, config: { scope: "write" } }, async (request, reply) => {
    const id = readId(request);
    const { revisions, deleted } = await stores.revisions.list(id);
    const last = revisions.find(({ kind }) => kind === "published") ?? revisions[0];
    if (!deleted && last) {
      throw new CourantError("ARTICLE_CONFLICT", `“${id}” is not deleted. GET ${adminPath(id)} shows it.`);
    }
    if (!last) return throwMissing(stores, id);
    const revision = await requireRevision(request, last.revision);
    return sendChange(reply, await changes.restore(request, revision, checkPreconditions(request, undefined)));
  });
};
