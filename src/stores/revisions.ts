import type { Article } from "../article/article.ts";
import type { DraftArticle } from "../article/draft-article.ts";

/**
 * One state of an article: `published` or a `draft`. `at`: when it was written, RFC 3339; `by`: who wrote it; `current`:
 * whether it is the published version or the draft of now.
 */
export type ListedRevision = {
  revision: number;
  kind: "published" | "draft";
  at: string;
  by: string;
  current: boolean;
};

/** When something was deleted, RFC 3339, and by whom, if that is known. */
export type Deletion = { at: string; by?: string | undefined };

/** The revisions of an article, newest first. `deleted`: neither a published version nor a draft is left. */
export type RevisionList = { revisions: ListedRevision[]; deleted?: Deletion };

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
