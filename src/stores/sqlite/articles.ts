import type { DatabaseSync } from "node:sqlite";
import type { Article, Draft } from "../../article/article.ts";
import type { PreparedArticle } from "../../article/prepare.ts";
import { revise } from "../../article/revise.ts";
import type { Clock } from "../../clock.ts";
import { CourantError } from "../../errors.ts";
import type { ArticleStore, PutOptions, PutOutcome } from "../articles.ts";
import type { DraftInput } from "../draft-input.ts";
import { checkContent, checkLikeness, checkPresence, checkRevision } from "./article-checks.ts";
import { openArticleReads } from "./article-reads.ts";
import { type ArticleRow, articleOf } from "./article-row.ts";
import { openArticleWriter } from "./article-writer.ts";
import { describeDouble, describeRemoval, repeatedError, repeatedOutcome } from "./doubles.ts";
import { type Identity, openIdentity } from "./identity.ts";

/** One row for each article, its terms and its names. */
export function openArticles(database: DatabaseSync, deps: { clock: Clock; newId: () => string }): ArticleStore {
  const identity = openIdentity(database);
  const writer = openArticleWriter(database);

  function putOne(prepared: PreparedArticle, options: PutOptions, now: number): PutOutcome {
    const { input } = options;
    const { row, by, doubled } = identity.identify(prepared, input);
    const isRepeated = row !== undefined && input?.stateOf(row.id, prepared) === "repeated";
    if (row && options.restore !== true) checkPresence(row);
    if (options.ifRevision !== undefined) checkRevision(row, options.ifRevision);
    if (row?.body && options.source !== undefined && articleOf(row)._courant.source !== options.source) {
      input?.take(row.id, prepared);
      return { outcome: "unchanged", article: articleOf(row) };
    }
    if (row && prepared.draft._courant?.without_content) checkContent(row);
    if (row && prepared.draft.url !== undefined && !input) identity.checkAddress(prepared.draft.url, row);

    const at = { now, newId: deps.newId };
    const restored = row !== undefined && row.body === null;
    const draft = row ? draftFor(row, prepared, input) : withFreeId(prepared, { ...deps, identity });
    const existing = row && !restored ? articleOf(row) : undefined;
    const result = revise(existing, restored ? { ...draft, id: row.id } : draft, at);
    if (isRepeated) return repeatedOutcome(result, prepared.draft);
    if (row?.body && by === "name" && input && !input.replaces) checkLikeness(row, prepared);
    const { exported: kept } = prepared;
    // A restored article goes on counting, so that nobody takes it for the one that was deleted; an exported one as well.
    const revision = restored ? row.revision + 1 : row === undefined ? kept?.revision : undefined;
    const article = revision === undefined ? result.article : withRevision(result.article, revision);
    if (result.outcome !== "unchanged") {
      const isNew = row === undefined;
      const written = isNew && kept?.written !== undefined ? Date.parse(kept.written) : now;
      writer.write(article, { now: written, isNew, hadPage: kept?.formerPage });
    }
    const double = input?.matchLinks ? identity.findDouble(prepared, article.id) : undefined;
    if (double) writer.bury(double.id, deps.clock.now());
    const note = doubled ? describeDouble(article, doubled) : double && describeRemoval(double);
    identity.remember(prepared, article.id, row === undefined, input);
    input?.take(article.id, prepared);
    return { outcome: result.outcome, article, ...(note !== undefined && { note }) };
  }

  return {
    ...openArticleReads(database),

    async put(drafts, options = {}) {
      const { now = deps.clock.now(), input } = options;
      return writer.transaction(() => {
        if (input) for (const prepared of drafts) identity.reserve(prepared, input);
        return drafts.map((prepared, index): PutOutcome => {
          try {
            // Of several articles without dates the first is the newest, by a millisecond: they keep their order.
            return putOne(prepared, options, now - index);
          } catch (error) {
            // Thrown before anything of this draft was written.
            if (error instanceof CourantError) return { outcome: "rejected", error };
            throw error;
          }
        });
      });
    },

    async remove(id, { ifRevision } = {}) {
      return writer.transaction(() => {
        const row = identity.byId(id);
        if (row?.body == null) return false;
        if (ifRevision !== undefined) checkRevision(row, ifRevision);
        writer.bury(row.id, deps.clock.now());
        return true;
      });
    },
  };
}

/**
 * Returns the draft of a new article, with a new id if its link cannot be its id.
 * @throws ARTICLE_CONFLICT when another draft of the input has its id
 */
function withFreeId(
  { draft, sharesLink = false, newId: suggestedId }: PreparedArticle,
  { identity, newId }: { identity: Identity; newId: () => string },
): Draft {
  const id = draft.id ?? draft.url;
  const isFree = id !== undefined && identity.byOwnId(id) === undefined;
  if (draft.id !== undefined && !isFree) throw repeatedError(draft);
  if (draft.id !== undefined || (isFree && !sharesLink)) return draft;
  const canSuggest = suggestedId !== undefined && id === undefined && identity.byOwnId(suggestedId) === undefined;
  return { ...draft, id: canSuggest ? suggestedId : newId() };
}

/** Returns the draft of an article that is here. It stays one of its source where an import repairs the source's ids. */
function draftFor(row: ArticleRow, { draft }: PreparedArticle, input: DraftInput | undefined): Draft {
  const source = input?.matchLinks && row.body !== null ? articleOf(row)._courant.source : undefined;
  return source === undefined ? draft : { ...draft, _courant: { source, ...draft._courant } };
}

function withRevision(article: Article, revision: number): Article {
  return { ...article, _courant: { ...article._courant, revision } };
}
