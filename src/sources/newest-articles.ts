import { setImmediate } from "node:timers/promises";
import type { Draft } from "../article/article.ts";
import { CourantError } from "../errors.ts";
import type { ArticleStore } from "../stores/articles.ts";
import type { SourceArticleStore } from "../stores/source-articles.ts";

type WithDraft = { prepared: { draft: Draft } };

/** The date by which a draft is new. A draft without one is published now. */
function dateOf({ prepared: { draft } }: WithDraft): number {
  const date = draft.date_published ?? draft.date_modified;
  return date === undefined ? Number.POSITIVE_INFINITY : Date.parse(date);
}

/**
 * Picks the newest articles of an answer, in the order of the answer. Of articles that are equally new, the first ones.
 * @param most how many
 * @param oldest leaves out what is older, milliseconds since 1970
 */
export function pickNewest<Item extends WithDraft>(
  items: readonly Item[],
  { most, oldest = Number.NEGATIVE_INFINITY }: { most: number; oldest?: number | undefined },
): Item[] {
  const newEnough = items.filter((item) => dateOf(item) >= oldest);
  if (newEnough.length <= most) return newEnough;
  const newest = newEnough.map((item) => ({ item, date: dateOf(item) })).sort((a, b) => compareDates(b.date, a.date));
  const picked = new Set(newest.slice(0, most).map(({ item }) => item));
  return newEnough.filter((item) => picked.has(item));
}

/** The difference of two infinite dates is not a number. */
function compareDates(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** Articles that are looked up together. */
const surplusPerBatch = 100;

/**
 * Deletes the articles of a source that are older than its newest `most`. An article that somebody edited since the source
 * wrote it stays, and no longer counts as one of the source.
 * @returns how many were deleted
 * @throws the reason of `signal` when it aborts
 */
export async function deleteSurplus(
  stores: { articles: Pick<ArticleStore, "remove">; sourceArticles: SourceArticleStore },
  { url, most }: { url: string; most: number },
  signal: AbortSignal,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    const surplus = await stores.sourceArticles.listSurplus(url, most, surplusPerBatch);
    if (surplus.length === 0) return deleted;
    for (const { id, revision } of surplus) {
      if (await deleteUnedited(stores.articles, id, { ifRevision: revision, by: url })) deleted++;
      await stores.sourceArticles.forget(id);
      await setImmediate();
      signal.throwIfAborted();
    }
  }
}

/** @returns whether the article was deleted; false if somebody edited it, or if it is gone */
async function deleteUnedited(
  articles: Pick<ArticleStore, "remove">,
  id: string,
  options: { ifRevision: number; by: string },
): Promise<boolean> {
  try {
    return await articles.remove(id, options);
  } catch (error) {
    if (error instanceof CourantError && error.code === "PRECONDITION_FAILED") return false;
    throw error;
  }
}
