import { setImmediate } from "node:timers/promises";
import type { PreparedArticle } from "../article/prepare.ts";
import type { Rejection } from "../ingest/ingest.ts";
import type { ArticleStore } from "../stores/articles.ts";
import type { SourceContent } from "./parse-answer.ts";

/** What a poll brought in. `skipped`: not meant for everybody; `notes`: what whoever named the source should know. */
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

/** So many articles are taken in one go; between two, requests are answered. */
const articlesPerBatch = 25;

/**
 * Takes the articles of an answer into the collection, as those of a source.
 * @param brought is added to
 * @throws the reason of `signal` when it is called off; what was taken in before stays
 */
export async function storeArticles(
  store: Pick<ArticleStore, "put">,
  source: string,
  { drafts, rejected, skipped }: Extract<SourceContent, { drafts: unknown }>,
  brought: SourceTally,
  signal: AbortSignal,
): Promise<void> {
  brought.rejected.push(...rejected);
  brought.skipped += skipped;
  brought.notes.push(...drafts.flatMap(({ note }) => note ?? []));
  for (let start = 0; start < drafts.length; start += articlesPerBatch) {
    if (start > 0) signal.throwIfAborted();
    const part = drafts.slice(start, start + articlesPerBatch);
    const outcomes = await store.put(
      part.map(({ prepared }) => from(source, prepared)),
      { source },
    );
    for (const [index, result] of outcomes.entries()) {
      if (result.outcome !== "rejected") brought[result.outcome]++;
      else brought.rejected.push({ where: part[index]?.where ?? source, error: result.error.toProblem() });
    }
    await setImmediate();
  }
}

function from(source: string, { draft, names }: PreparedArticle): PreparedArticle {
  return { draft: { ...draft, _courant: { ...draft._courant, source } }, names };
}
