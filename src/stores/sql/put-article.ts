import type { Article, Draft } from "../../article/article.ts";
import type { PreparedArticle } from "../../article/prepare.ts";
import { revise } from "../../article/revise.ts";
import type { ExclusiveRules } from "../../channel/exclusive-rules.ts";
import type { AcceptedOutcome, PutOptions } from "../articles.ts";
import type { DraftInput } from "../draft-input.ts";
import type { RecordLimits } from "../record-limits.ts";
import {
  checkContent,
  checkDraftRevision,
  checkKeys,
  checkLikeness,
  checkPresence,
  checkRevision,
} from "./article-checks.ts";
import { type ArticleRow, articleOf } from "./article-row.ts";
import { openArticleWriter } from "./article-writer.ts";
import { describeDouble, describeRemoval, repeatedError, repeatedOutcome } from "./doubles.ts";
import { type DraftRow, openDraftRows } from "./draft-rows.ts";
import type { Engine, Work } from "./engine.ts";
import { openErasedNames } from "./erased-names.ts";
import { type Identity, openIdentity } from "./identity.ts";
import { openRevisionWriter } from "./revision-writer.ts";

export type ArticlePutter = ReturnType<typeof openArticlePutter>;

type PutterDeps = {
  newId: () => string;
  limits: () => RecordLimits | undefined;
  exclusive: () => ExclusiveRules;
};

/** Puts and removes one article after another. Its functions are used within its `atomically`. */
export function openArticlePutter(engine: Pick<Engine, "dialect">, { newId, limits, exclusive }: PutterDeps) {
  const identity = openIdentity(engine);
  const erasedNames = openErasedNames();
  const writer = openArticleWriter(engine, exclusive);
  const revisions = openRevisionWriter(engine, limits);
  const draftRows = openDraftRows();

  /** Removes the draft of an article, and keeps its state among the article's revisions. */
  function* retireDraft(row: DraftRow, now: number): Work<void> {
    yield* draftRows.remove(row.id);
    yield* revisions.keepDraft(row, now);
  }

  /** Deletes an article and its draft. The states of both are kept. */
  function* bury(row: ArticleRow, now: number, by: string): Work<void> {
    const draft = yield* draftRows.byId(row.id);
    if (draft) yield* retireDraft(draft, now);
    yield* revisions.keepArticle(row, now);
    yield* writer.bury(row.id, { now, by });
  }

  /** The draft whose place an article takes that has no published version: the one with its id, else with its URL. */
  function* findReplacedDraft(
    row: ArticleRow | undefined,
    { draft: { id, url } }: PreparedArticle,
  ): Work<DraftRow | undefined> {
    const known = row?.id ?? id;
    if (known !== undefined) return yield* draftRows.byId(known);
    return url === undefined ? undefined : yield* draftRows.byUrl(url);
  }

  function* write(
    article: Article,
    row: ArticleRow | undefined,
    prepared: PreparedArticle,
    at: WriteContext,
  ): Work<Article> {
    const { exported: kept } = prepared;
    const isNew = row === undefined;
    const next = yield* revisions.next(article.id, row?.revision ?? 0);
    const revision = Math.max(isNew ? (kept?.revision ?? 0) : 0, next);
    const numbered = withRevision(article, revision);
    const written = isNew && kept?.written !== undefined ? Date.parse(kept.written) : at.now;
    if (row?.body != null) yield* revisions.keepArticle(row, at.now, at.source);
    yield* writer.write(numbered, { now: written, isNew, hadPage: kept?.formerPage, by: at.by });
    return numbered;
  }

  /**
   * @param at.mayBeErased whether any article was erased
   * @throws CourantError for a rejected draft, before anything of it is written
   */
  function* put(
    given: PreparedArticle,
    options: PutOptions,
    { now, mayBeErased }: { now: number; mayBeErased: boolean },
  ): Work<AcceptedOutcome> {
    const { input, by: actor = defaultWriter } = options;
    checkKeys(given, engine.dialect.maxKeyBytes);
    const { row, by, doubled, isNewId = false } = yield* identity.identify(given, input);
    if (mayBeErased) yield* erasedNames.check(given, row?.body != null);
    const isUnpublished = (row?.body ?? null) === null;
    const replaced = options.draft && isUnpublished ? yield* findReplacedDraft(row, given) : undefined;
    const prepared = replaced && !row ? { ...given, draft: { ...given.draft, id: replaced.id } } : given;
    const isRepeated = row !== undefined && input?.stateOf(row.id, prepared) === "repeated";
    if (row && options.restore !== true) checkPresence(row);
    if (options.ifRevision !== undefined) checkRevision(row, options.ifRevision);
    if (options.draft?.ifRevision !== undefined) checkDraftRevision(replaced, options.draft.ifRevision);
    if (row?.body && options.source !== undefined && articleOf(row)._courant.source !== options.source) {
      input?.take(row.id, prepared);
      return { outcome: "unchanged", article: articleOf(row) };
    }
    if (row && prepared.draft._courant?.without_content) checkContent(row);
    if (row && prepared.draft.url !== undefined && !input) yield* identity.checkAddress(prepared.draft.url, row);

    const restored = row !== undefined && row.body === null;
    const draft = row
      ? draftFor(row, prepared, input)
      : isNewId
        ? prepared.draft
        : yield* withFreeId(prepared, { newId, identity });
    const existing = row && !restored ? articleOf(row) : undefined;
    const result = revise(existing, restored ? { ...draft, id: row.id } : draft, { now, newId });
    if (isRepeated) return repeatedOutcome(result, prepared.draft);
    if (row?.body && by === "name" && input && !input.replaces) checkLikeness(row, prepared);
    if (replaced) yield* retireDraft(replaced, now);
    const isUnchanged = result.outcome === "unchanged";
    const context = { now, by: actor, source: options.source };
    const article = isUnchanged ? result.article : yield* write(result.article, row, prepared, context);
    identity.noteWritten(article.id);
    const double = input?.matchLinks ? yield* identity.findDouble(prepared, article.id) : undefined;
    if (double) yield* bury(double, now, actor);
    const note = doubled ? describeDouble(article, doubled) : double && describeRemoval(double);
    yield* identity.remember(prepared, article.id, { created: row === undefined, isNewId, input });
    input?.take(article.id, prepared);
    const before = result.outcome === "updated" ? existing : undefined;
    return { outcome: result.outcome, article, ...(before && { before }), ...(note !== undefined && { note }) };
  }

  /**
   * Does the work of a transaction that puts drafts. Where each statement waits for a server, it looks up ahead what the
   * drafts need, all at once. Nothing else writes until the transaction ends.
   */
  function* aheadOf<Result>(drafts: readonly PreparedArticle[], work: () => Work<Result>): Work<Result> {
    if (engine.dialect.answersAtOnce) return yield* work();
    try {
      yield* identity.lookAhead(drafts);
      yield* revisions.lookAhead(drafts.flatMap(({ draft: { id, url } }) => id ?? url ?? []));
      return yield* work();
    } finally {
      identity.forget();
      revisions.forget();
    }
  }

  const { atomically } = writer;
  return { identity, erasedNames, revisions, draftRows, atomically, aheadOf, put, bury, retireDraft };
}

/** The writer of an article when nobody says who it is. */
const defaultWriter = "import";

type WriteContext = { now: number; by: string; source: string | undefined };

/**
 * Returns the draft of a new article, with a new id if its link cannot be its id.
 * @throws ARTICLE_CONFLICT when another draft of the input has its id
 */
function* withFreeId(
  { draft, sharesLink = false, newId: suggestedId }: PreparedArticle,
  { identity, newId }: { identity: Identity; newId: () => string },
): Work<Draft> {
  const id = draft.id ?? draft.url;
  const isFree = id !== undefined && (yield* identity.byOwnId(id)) === undefined;
  if (draft.id !== undefined && !isFree) throw repeatedError(draft);
  if (draft.id !== undefined || (isFree && !sharesLink)) return draft;
  const canSuggest =
    suggestedId !== undefined && id === undefined && (yield* identity.byOwnId(suggestedId)) === undefined;
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
