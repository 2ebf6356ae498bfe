import type { FastifyRequest } from "fastify";
import type { Article } from "../article/article.ts";
import { type DraftArticle, isDraft } from "../article/draft-article.ts";
import type { PreparedArticle } from "../article/prepare.ts";
import { CourantError } from "../errors.ts";
import type { AcceptedOutcome, PutOptions, PutOutcome } from "../stores/articles.ts";
import type { DraftPutOptions } from "../stores/drafts.ts";
import { type ArticleStores, adminPath, type Condition } from "./article-requests.ts";
import type { AuditLog } from "./audit-log.ts";
import { requirePublish } from "./scopes.ts";

export type RecordedChangeDeps = {
  stores: Pick<ArticleStores, "articles" | "drafts">;
  /** Called after each change that may concern documents, or the time at which the next draft is published. */
  onChanged: () => void;
  audit: AuditLog;
};

/** The state that a change has made, and its path in the admin API. */
export type Change = Pick<AcceptedOutcome, "outcome"> & { shown: Article | DraftArticle; path: string };

/** Creates the changes of the stores that a token makes: each needs its scope, and goes into the audit log. */
export function createRecordedChanges({ stores, onChanged, audit }: RecordedChangeDeps) {
  async function recordPublished(
    { caller }: FastifyRequest,
    { outcome, article, before }: AcceptedOutcome,
  ): Promise<Change> {
    if (outcome !== "unchanged") {
      onChanged();
      await audit.record(caller, `article.${outcome}`, article.id, before, article);
    }
    return { outcome, shown: article, path: adminPath(article.id) };
  }

  return {
    /** @throws SCOPE_MISSING with the advice, and the reason of a rejection */
    async publish(request: FastifyRequest, prepared: PreparedArticle, options: PutOptions, advice = "") {
      requirePublish(request, advice);
      const [result] = await stores.articles.put([prepared], { by: request.actor, ...options });
      return recordPublished(request, requireAccepted(result));
    },

    /** Saves a draft. To say when it is published needs the right to publish it. @throws SCOPE_MISSING */
    async saveDraft(request: FastifyRequest, prepared: PreparedArticle, options: Omit<DraftPutOptions, "by">) {
      const { actor: by, caller } = request;
      if (options.publishAt !== undefined) requirePublish(request, ", or remove _courant.publish_at");
      const { outcome, draft, before, isBeside } = await stores.drafts.put(prepared, { by, ...options });
      if (outcome !== "unchanged") {
        if (draft._courant.publish_at !== undefined) onChanged();
        await audit.record(caller, `draft.${outcome}`, draft.id, before, draft);
      }
      return { outcome, shown: draft, path: `${adminPath(draft.id)}${isBeside ? "/draft" : ""}` };
    },

    /** Publishes a draft. @returns undefined when there is none. @throws SCOPE_MISSING */
    async publishDraft(request: FastifyRequest, id: string, { ifDraft }: Condition): Promise<Change | undefined> {
      requirePublish(request);
      const outcome = await stores.drafts.publish(id, { by: request.actor, ifRevision: ifDraft });
      return outcome && recordPublished(request, outcome);
    },

    /**
     * Deletes a published article with its draft, or a draft.
     * @throws SCOPE_MISSING; ARTICLE_NOT_FOUND when the draft was published or deleted meanwhile
     */
    async remove(request: FastifyRequest, shown: Article | DraftArticle, { ifRevision, ifDraft }: Condition) {
      const { actor: by, caller } = request;
      if (isDraft(shown)) {
        if (!(await stores.drafts.remove(shown.id, { ifRevision: ifDraft }))) throw draftGoneError(shown.id);
        return audit.record(caller, "draft.deleted", shown.id, shown);
      }
      requirePublish(request);
      const condition = ifRevision === undefined ? {} : { ifRevision };
      if (!(await stores.articles.remove(shown.id, { by, ...condition }))) return;
      onChanged();
      await audit.record(caller, "article.deleted", shown.id, shown);
    },
  };
}

/** @returns an outcome that is not a rejection. @throws the reason of a rejection */
function requireAccepted(result: PutOutcome | undefined): AcceptedOutcome {
  if (!result) throw new CourantError("INTERNAL", "The collection gave no outcome.");
  if (result.outcome === "rejected") throw result.error;
  return result;
}

function draftGoneError(id: string): CourantError {
  return new CourantError(
    "ARTICLE_NOT_FOUND",
    `The draft of “${id}” was published or deleted in the meantime. GET ${adminPath(id)} shows the article.`,
  );
}
