import type { Actor } from "./audit.ts";

/**
 * An article that is being erased for good. `subject` stands for it in the audit log; `asked`: when, in milliseconds since
 * 1970; `media`: the hashes of the uploaded files that it used; `files`: the names of files that it was imported from, such as
 * `inbox:/a.md`; `urls`: its addresses; `terms`: those by which channels selected it; `slugs`: those of the channels of
 * values that only it had.
 */
export type Erasure = {
  article: string;
  subject: string;
  asked: number;
  media: string[];
  files: string[];
  urls: string[];
  terms: string[];
  slugs: string[];
};

/**
 * Erases articles for good. `begin` deletes an article with all that is kept of it, apart from what the next run needs to
 * take it out of documents. `finish` removes that too, and `scrub` overwrites what the database left behind of it.
 *
 * Hashes of the ids, addresses and other names of erased articles are remembered, and nothing else, so that nothing brings
 * an article back: the store of articles refuses it with ARTICLE_PURGED.
 */
export type ErasureStore = {
  /**
   * Begins to erase an article, in one transaction; again for one that was begun.
   * @param options.by who asks for it, for the audit log; without it, nothing is recorded
   * @param options.keptMedia the hashes of uploaded files that the configuration uses. Without it, no file is removed yet
   * @returns undefined when nothing is kept under that id
   */
  begin(id: string, options: { now: number; by?: Actor; keptMedia?: readonly string[] }): Promise<Erasure | undefined>;

  /** Lists the articles whose erasure was begun and is not finished, the oldest first. */
  pending(): Promise<Erasure[]>;

  /** Removes the rest of what is kept of an article, once no document shows it. `isScrubDue` is true afterwards. */
  finish(erasure: Erasure): Promise<void>;

  /** Tells whether an erasure was finished since the last scrub. */
  isScrubDue(): Promise<boolean>;

  /**
   * Writes the database, its log and the index of words anew without what was deleted. It keeps every writer waiting, for
   * some two seconds for each 100 MB.
   */
  scrub(): Promise<void>;

  /** Tells whether the article with an id was erased. */
  isErased(id: string): Promise<boolean>;

  /** Lists the SHA-256 of the percent-decoded paths at which erased articles had pages. */
  pages(): Promise<string[]>;
};
