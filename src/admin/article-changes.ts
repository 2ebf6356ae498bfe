import type { FastifyRequest } from "fastify";
import type { Article } from "../article/article.ts";
import { type DraftArticle, toInput } from "../article/draft-article.ts";
import type { PrepareOptions } from "../article/prepare.ts";
import type { IngestQueue } from "../ingest-queue/queue.ts";
import type { ArticleRequest } from "../ingest-queue/read-article.ts";
import type { DraftPutOptions } from "../stores/drafts.ts";
import type { ListedRevision } from "../stores/revisions.ts";
import type { Condition } from "./article-requests.ts";
import { type Change, createRecordedChanges, type RecordedChangeDeps } from "./recorded-changes.ts";

export type ArticleChangeDeps = RecordedChangeDeps & {
  queue: Pick<IngestQueue, "readArticle">;
  /** The settings with which articles are checked. */
  settings: PrepareOptions;
};

/** Creates the changes of articles and drafts that requests make. */
export function createArticleChanges({ queue, settings, ...deps }: ArticleChangeDeps) {
  const { publish, saveDraft, publishDraft, remove } = createRecordedChanges(deps);

  return {
    publishDraft,
    remove,

    /** Stores the article in a request: as a draft if it says so, and otherwise published. */
    async save(
      request: FastifyRequest,
      article: Pick<ArticleRequest, "change" | "makesDraft">,
      { ifRevision, ifDraft, ...options }: Condition & Pick<DraftPutOptions, "restore" | "unpublishedOnly"> = {},
    ): Promise<Change> {
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { prepared, isDraft, publishAt } = await queue.readArticle(bytes, { ...article, ...settings });
      if (isDraft) return saveDraft(request, prepared, { publishAt, ifRevision: ifDraft, ...options });
      const { restore = false } = options;
      const draft = ifDraft === undefined ? {} : { ifRevision: ifDraft };
      const putOptions = { restore, draft, ...(ifRevision !== undefined && { ifRevision }) };
      return publish(request, prepared, putOptions, ", or set _courant.draft to true to save a draft");
    },

    /** Makes a former state the present one: that of the published version, or that of the draft. */
    async restore(
      request: FastifyRequest,
      { kind, article }: Pick<ListedRevision, "kind"> & { article: Article | DraftArticle },
      { ifRevision, ifDraft }: Condition = {},
    ): Promise<Change> {
      const prepared = { draft: { ...toInput(article), id: article.id }, names: [] };
      if (kind === "published") {
        return publish(request, prepared, { restore: true, ...(ifRevision !== undefined && { ifRevision }) });
      }
      return saveDraft(request, prepared, { restore: true, ifRevision: ifDraft });
    },
  };
}

export type ArticleChanges = ReturnType<typeof createArticleChanges>;
