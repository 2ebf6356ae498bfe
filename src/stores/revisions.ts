import type { Article } from "../article/article.ts";
import type { DraftArticle } from "../article/draft-article.ts";
import type { ListedRevision, RevisionList } from "./revision-schema.ts";

export type { Deletion, ListedRevision, RevisionList } from "./revision-schema.ts";

/**
 * Keeps the former states of articles and drafts. Both count in one sequence, from 1: no number is given twice. The stores
 * of articles and drafts add to it when they write.
 */
export type RevisionStore = {
  /** Lists the revisions of an article, also of a deleted one, newest first; none for an article that is not known. */
  list(id: string): Promise<RevisionList>;

  /** Finds one state of an article; undefined when it is not kept. */
  find(id: string, revision: number): Promise<(ListedRevision & { article: Article | DraftArticle }) | undefined>;

  /**
   * Removes the oldest states of the articles that have more of them than the limits allow. Each write does so for its own
   * article; this is for all others after the limits were lowered.
   * @returns how many states were removed
   */
  trim(): Promise<number>;

  /**
   * Removes the states of articles and drafts that were deleted before a moment, milliseconds since 1970.
   * @returns how many states were removed
   */
  prune(before: number): Promise<number>;
};
