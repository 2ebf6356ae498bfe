import { setImmediate } from "node:timers/promises";
import { linkOf } from "../article/address.ts";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { ImportOptions, IngestedDraft, Rejection } from "../ingest/ingest.ts";
import { placedName } from "../ingest/names.ts";
import type { SkippedArticle } from "../ingest/skip.ts";
import type { IngestQueue } from "../ingest-queue/queue.ts";
import type { InputDescription } from "../ingest-queue/read-input.ts";
import type { ArticleStore, PutOutcome } from "../stores/articles.ts";
import { createDraftInput, type DraftInput, type MatchOptions } from "../stores/draft-input.ts";
import type { TransferStore } from "../stores/transfer.ts";
import { addressesOfPages, type LinkedFiles } from "./linked-pages.ts";
import type { ArticleOutcome, ImportReport } from "./openapi/schemas/import-report.ts";

export type { ArticleOutcome, ImportReport } from "./openapi/schemas/import-report.ts";

/** The stores that an import goes into. `findByName` finds files that others of their folder link to. */
export type ImportStores = {
  articles: Pick<ArticleStore, "put"> & Partial<LinkedFiles>;
  transfer: Pick<TransferStore, "remember">;
};

/**
 * An input, and how it recognises articles that are here. `draftInput`: what it knows already, of parts before this
 * one. `by`: who imports it, for the revisions of its articles.
 */
export type ImportedInput = InputDescription & MatchOptions & { draftInput?: DraftInput | undefined; by: string };

export type ImportDeps = { stores: ImportStores; queue: Pick<IngestQueue, "readInput">; clock: Pick<Clock, "now"> };

/**
 * Imports an input of any length into the collection, part by part. Articles that cannot be imported are in the reports,
 * with the reason.
 * @param signal ends the reading at once, with the signal's reason
 * @throws errors in the input as a whole, those of `chunks`, and errors that are no fault of the input
 */
export async function* importParts(
  { stores, queue, clock }: ImportDeps,
  chunks: AsyncIterable<Uint8Array>,
  given: ImportedInput,
  options: ImportOptions,
  queueOptions: Parameters<IngestQueue["readInput"]>[3] = {},
): AsyncGenerator<ImportReport & { remaining?: number | undefined }> {
  const { draftInput = openDraftInput(given), by, ...input } = given;
  let imported: ArticleOutcome[] = [];
  let partStart = clock.now();
  try {
    const pages = await addressesOfPages(stores.articles, input, options);
    for await (const { drafts, end } of queue.readInput(chunks, input, { ...options, pages }, queueOptions)) {
      if (imported.length === 0) partStart = clock.now();
      // Undated articles keep their order across batches: each is a millisecond older than the one before it.
      if (drafts.length > 0) {
        const prepared = drafts.map((draft) => draft.prepared);
        const now = partStart - imported.length;
        const outcomes = await stores.articles.put(prepared, { now, input: draftInput, by });
        imported.push(...drafts.map((draft, index) => putOutcome(draft, outcomes[index], options.origin)));
      }
      if (end) {
        await stores.transfer.remember(end.records);
        const { remaining, formerFeeds } = end;
        const leftOut = [...end.rejected, ...end.skipped].map(leftOutOutcome);
        yield { ...createReport([...imported, ...leftOut], formerFeeds), remaining };
        imported = [];
      }
      await setImmediate();
    }
  } catch (error) {
    // Articles that are in are reported before the error.
    if (imported.length > 0) yield createReport(imported);
    throw error;
  }
}

/** Creates what the articles of an input are recognised by. */
export function openDraftInput({ matchLinks, replaces, ...input }: Omit<ImportedInput, "by">): DraftInput {
  return createDraftInput(placedName(input) ?? "", { matchLinks, replaces });
}

/** Counts the outcomes of articles. */
export function createReport(articles: ArticleOutcome[], formerFeeds: readonly string[] = []): ImportReport {
  const count = (outcome: ArticleOutcome["outcome"]) => articles.filter((each) => each.outcome === outcome).length;
  return {
    created: count("created"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    rejected: count("rejected"),
    skipped: count("skipped"),
    articles,
    ...(formerFeeds.length > 0 && { formerFeeds: [...new Set(formerFeeds)] }),
  };
}

/** The outcome of an article that was rejected or left out. */
export function leftOutOutcome(leftOut: Rejection | SkippedArticle): ArticleOutcome {
  return "error" in leftOut ? { ...leftOut, outcome: "rejected" } : { ...leftOut, outcome: "skipped" };
}

function putOutcome(
  { where, note }: Pick<IngestedDraft, "where" | "note">,
  result: PutOutcome | undefined,
  origin: string | undefined,
): ArticleOutcome {
  if (!result) throw new CourantError("INTERNAL", "The collection gave no outcome.");
  if (result.outcome === "rejected") return rejectedOutcome(where, result.error);
  const { id, title } = result.article;
  const notes = [note, result.note].filter((each) => each !== undefined);
  return {
    where,
    outcome: result.outcome,
    id,
    ...(origin !== undefined && { url: linkOf(result.article, origin) }),
    ...(title !== undefined && { title }),
    ...(notes.length > 0 && { note: notes.join(" ") }),
  };
}

function rejectedOutcome(where: string, error: CourantError): ArticleOutcome {
  return { where, outcome: "rejected", error: error.toProblem() };
}
