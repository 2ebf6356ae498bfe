import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { sendChange, sendShown } from "./article-answers.ts";
import type { ArticleChanges } from "./article-changes.ts";
import {
  ArticleParams,
  type ArticleStores,
  checkPreconditions,
  conditionOf,
  readId,
  requireDraft,
  requireShown,
  takeArticlesAsBytes,
} from "./article-requests.ts";

const reading = { schema: { params: ArticleParams } };
const writing = { ...reading, config: { scope: "write" } } as const;

/** `/admin/articles/{id}/draft`: the draft of an article, which stands beside its published version if it has one. */
export const draftRoutes: FastifyPluginAsyncTypebox<{ stores: ArticleStores; changes: ArticleChanges }> = async (
  app,
  { stores, changes },
) => {
  takeArticlesAsBytes(app);

  app.get("/articles/:id/draft", reading, async (request, reply) =>
    sendShown(request, reply, await requireDraft(stores, request)),
  );

  app.put("/articles/:id/draft", writing, async (request, reply) => {
    const id = readId(request);
    const condition = checkPreconditions(request, await stores.drafts.find(id));
    const article = { change: { kind: "replace", id }, makesDraft: true } as const;
    return sendChange(reply, await changes.save(request, article, { ...condition, restore: true }));
  });

  app.patch("/articles/:id/draft", writing, async (request, reply) => {
    const draft = await stores.drafts.find(readId(request));
    checkPreconditions(request, draft);
    const base = draft ?? (await requireShown(stores, request));
    const article = { change: { kind: "patch", article: base }, makesDraft: true } as const;
    return sendChange(reply, await changes.save(request, article, { ...conditionOf(draft), restore: true }));
  });

  app.delete("/articles/:id/draft", writing, async (request, reply) => {
    const draft = await requireDraft(stores, request);
    await changes.remove(request, draft, checkPreconditions(request, draft));
    return reply.code(204).send();
  });
};
