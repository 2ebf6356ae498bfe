import { setImmediate } from "node:timers/promises";
import type { PreparedArticle } from "../article/prepare.ts";
import type { Rejection } from "../ingest/ingest.ts";
import type { SourceContent } from "../ingest-queue/parse-answer.ts";
import type { ArticleStore, PutOutcome } from "../stores/articles.ts";
import { createDraftInput } from "../stores/draft-input.ts";
import type { SourceArticle, SourceArticleStore } from "../stores/source-articles.ts";
import { pickNewest } from "./newest-articles.ts";

/**
 * The results of a poll. `skipped`: articles that are not meant for everybody; `filtered`: articles that the source's
 * patterns leave out; `surplus`: articles that are not among the newest that are kept; `deleted`: kept articles that newer
 * ones replaced; `notes`: hints for the source's owner.
 */
export type SourceTally = {
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  filtered: number;
  surplus: number;
  deleted: number;
  notes: string[];
  rejected: Rejection[];
};

/** Returns the results of a poll that has not begun. */
export function emptyTally(): SourceTally {
  const counts = { created: 0, updated: 0, unchanged: 0, skipped: 0, filtered: 0, surplus: 0, deleted: 0 };
  return { ...counts, notes: [], rejected: [] };
}

/** Articles that are stored together. Between two batches, other work gets its turn. */
const articlesPerBatch = 25;

/**
 * Stores the newest articles of an answer in the collection, as articles of a source.
 * @param source.most how many. When that many are kept, articles older than these are not taken
 * @param tally receives the results
 * @throws the reason of `signal` when it aborts. Articles that are stored already stay
 */
export async function storeArticles(
  stores: { articles: Pick<ArticleStore, "put">; sourceArticles: SourceArticleStore },
  { url: source, most }: { url: string; most: number },
  { drafts, rejected, skipped, filtered }: Extract<SourceContent, { drafts: unknown }>,
  tally: SourceTally,
  signal: AbortSignal,
): Promise<void> {
  tally.rejected.push(...rejected);
  tally.skipped += skipped;
  tally.filtered += filtered;
  const oldest = await stores.sourceArticles.oldestOfNewest(source, most);
  const taken = pickNewest(drafts, { most, oldest });
  tally.surplus += drafts.length - taken.length;
  tally.notes.push(...taken.flatMap(({ note }) => note ?? []));
  const input = createDraftInput(source, { replaces: true });
  for (let start = 0; start < taken.length; start += articlesPerBatch) {
    if (start > 0) signal.throwIfAborted();
    const batch = taken.slice(start, start + articlesPerBatch);
    const outcomes = await stores.articles.put(
      batch.map(({ prepared }) => withSource(source, prepared)),
      { source, input, by: source },
    );
    for (const [index, result] of outcomes.entries()) {
      if (result.outcome !== "rejected") {
        tally[result.outcome]++;
        tally.notes.push(...[result.note].filter((note) => note !== undefined));
      }
      // It was deleted as surplus, or by an editor. An article without a date shows no difference.
      else if (oldest !== undefined && result.error.code === "ARTICLE_DELETED") tally.surplus++;
      else if (result.error.code === "ARTICLE_PURGED") tally.surplus++;
      else tally.rejected.push({ where: batch[index]?.where ?? source, error: result.error.toProblem() });
    }
    await stores.sourceArticles.note(
      source,
      outcomes.flatMap((outcome) => ownArticle(outcome, source)),
    );
    await setImmediate();
  }
}

/** Returns the article of an outcome if it came from the source. */
function ownArticle(result: PutOutcome, source: string): SourceArticle[] {
  if (result.outcome === "rejected" || result.article._courant.source !== source) return [];
  const { id, date_published, _courant } = result.article;
  return [{ id, published: Date.parse(date_published), revision: _courant.revision }];
}

function withSource(source: string, prepared: PreparedArticle): PreparedArticle {
  const { draft } = prepared;
  return { ...prepared, draft: { ...draft, _courant: { ...draft._courant, source } } };
}
