import { setImmediate } from "node:timers/promises";
import type { PreparedArticle } from "../article/prepare.ts";
import type { Rejection } from "../ingest/ingest.ts";
import type { ArticleStore } from "../stores/articles.ts";
import type { SourceContent } from "./parse-answer.ts";

/** The results of a poll. `skipped`: articles that are not meant for everybody; `notes`: hints for the source's owner. */
export type SourceTally = {
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  notes: string[];
  rejected: Rejection[];
};

export function emptyTally(): SourceTally {
  return { created: 0, updated: 0, unchanged: 0, skipped: 0, notes: [], rejected: [] };
}

/** Articles that are stored together. Between two batches, other work gets its turn. */
const articlesPerBatch = 25;

/**
 * Stores the articles of an answer in the collection, as articles of a source.
 * @param tally receives the results
 * @throws the reason of `signal` when it aborts. Articles that are stored already stay
 */
export async function storeArticles(
  store: Pick<ArticleStore, "put">,
  source: string,
  { drafts, rejected, skipped }: Extract<SourceContent, { drafts: unknown }>,
  tally: SourceTally,
  signal: AbortSignal,
): Promise<void> {
  tally.rejected.push(...rejected);
  tally.skipped += skipped;
  tally.notes.push(...drafts.flatMap(({ note }) => note ?? []));
  for (let start = 0; start < drafts.length; start += articlesPerBatch) {
    if (start > 0) signal.throwIfAborted();
    const batch = drafts.slice(start, start + articlesPerBatch);
    const outcomes = await store.put(
      batch.map(({ prepared }) => withSource(source, prepared)),
      { source },
    );
    for (const [index, result] of outcomes.entries()) {
      if (result.outcome !== "rejected") tally[result.outcome]++;
      else tally.rejected.push({ where: batch[index]?.where ?? source, error: result.error.toProblem() });
    }
    await setImmediate();
  }
}

function withSource(source: string, { draft, names }: PreparedArticle): PreparedArticle {
  return { draft: { ...draft, _courant: { ...draft._courant, source } }, names };
}
