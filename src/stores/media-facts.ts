import type { MediaFacts } from "../article/media.ts";

/** A file that a document shows, and the id of the article that names it; undefined where the configuration does. */
export type ShownFile = { url: string; article: string | undefined };

/** A file that is due, and how often in a row asking for it failed. */
export type DueFile = { url: string; failures: number };

/**
 * The outcome of asking for a file. Times are milliseconds since 1970. `asked`: when it was asked, undefined when it
 * waits with other files of its host; `next`: when it is to be asked again, undefined for never; `failures`: in a row;
 * `facts`: undefined when nothing was found.
 */
export type MediaProbe = {
  url: string;
  asked?: number;
  next: number | undefined;
  failures: number;
  error?: string | undefined;
  facts?: MediaFacts | undefined;
};

/** How many files are known, wait to be asked, or could not be found out about. */
export type MediaCount = { known: number; waiting: number; unknown: number };

/** Keeps facts about pictures and attachments that articles name without describing them, and which files are due. */
export type MediaFactStore = {
  /** The facts about files, by URL. Files without known facts are left out. */
  find(urls: readonly string[]): Promise<ReadonlyMap<string, MediaFacts>>;

  /**
   * Notes files that documents show. A file is due when it is new, or was asked 90 days or longer before `now`.
   * @param now milliseconds since 1970
   */
  want(shown: readonly ShownFile[], now: number): Promise<void>;

  /** Lists files that are due at the moment `now`, those that wait the longest first. */
  listDue(now: number, limit: number): Promise<DueFile[]>;

  /**
   * Keeps the outcomes of asking for files. Where facts are new, every selection with an article that names the file
   * counts as changed; the articles themselves do not.
   * @returns whether a selection counts as changed
   */
  keep(probes: readonly MediaProbe[]): Promise<boolean>;

  /** Counts the files that articles name. */
  count(): Promise<MediaCount>;
};
