import type { DatabaseSync } from "node:sqlite";
import type { Article } from "../../article/article.ts";
import type { PreparedArticle } from "../../article/prepare.ts";
import { revise } from "../../article/revise.ts";
import type { Clock } from "../../clock.ts";
import { CourantError } from "../../errors.ts";
import type { ArticleStore, PutOptions, PutOutcome } from "../articles.ts";
import { checkContent, checkPresence, checkRevision } from "./article-checks.ts";
import { openArticleReads } from "./article-reads.ts";
import { articleOf } from "./article-row.ts";
import { openArticleWriter } from "./article-writer.ts";
import { openIdentity } from "./identity.ts";
import { transaction } from "./transaction.ts";

/** One row for each article, its terms and its names. */
export function openArticles(database: DatabaseSync, deps: { clock: Clock; newId: () => string }): ArticleStore {
  const identity = openIdentity(database);
  const writer = openArticleWriter(database);

  function putOne(prepared: PreparedArticle, options: PutOptions, now: number): PutOutcome {
    const row = identity.identify(prepared);
    if (row && options.restore !== true) checkPresence(row);
    if (options.ifRevision !== undefined) checkRevision(row, options.ifRevision);
    if (row?.body && options.source !== undefined && articleOf(row)._courant.source !== options.source) {
      return { outcome: "unchanged", article: articleOf(row) };
    }
    if (row && prepared.draft._courant?.without_content) checkContent(row);
    if (row && prepared.draft.url !== undefined) identity.checkAddress(prepared.draft.url, row);

    const at = { now, newId: deps.newId };
    const restored = row !== undefined && row.body === null;
    const result = restored
      ? revise(undefined, { ...prepared.draft, id: row.id }, at)
      : revise(row && articleOf(row), prepared.draft, at);
    const { exported: kept } = prepared;
    // A restored article goes on counting, so that nobody takes it for the one that was deleted; an exported one as well.
    const revision = restored ? row.revision + 1 : row === undefined ? kept?.revision : undefined;
    const article = revision === undefined ? result.article : withRevision(result.article, revision);
    if (result.outcome !== "unchanged") writer.write(article, kept?.formerPage);
    identity.remember(prepared, article.id, row === undefined);
    return { outcome: result.outcome, article };
  }

  return {
    ...openArticleReads(database),

    async put(drafts, options = {}) {
      const now = deps.clock.now();
      return transaction(database, () =>
        drafts.map((prepared, index): PutOutcome => {
          try {
            // Of several articles without dates the first is the newest, by a millisecond: they keep their order.
            return putOne(prepared, options, now - index);
          } catch (error) {
            // Thrown before anything of this draft was written.
            if (error instanceof CourantError) return { outcome: "rejected", error };
            throw error;
          }
        }),
      );
    },

    async remove(id, { ifRevision } = {}) {
      return transaction(database, () => {
        const row = identity.byId(id);
        if (row?.body == null) return false;
        if (ifRevision !== undefined) checkRevision(row, ifRevision);
        writer.bury(row.id, deps.clock.now());
        return true;
      });
    },
  };
}

function withRevision(article: Article, revision: number): Article {
  return { ...article, _courant: { ...article._courant, revision } };
}
