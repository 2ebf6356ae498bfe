import type { Article } from "../article/article.ts";
import type { NewJob } from "./jobs.ts";
import type { Checkpoint } from "./selections.ts";

/**
 * Keeps what others were told: each article that readers can see with the revision that was announced, the hashes of the
 * documents, and the sources that fail. Compared with the collection, it says what they have to be told next, also when
 * the process was killed in between: each call records what is announced and adds the jobs in one transaction.
 */
export type AnnouncementStore = {
  /** Tells whether announcing has begun. */
  isBegun(): Promise<boolean>;

  /** Begins to announce: everything until now counts as announced. Does nothing if announcing has begun. */
  begin(now: number, documents: DocumentHashes): Promise<void>;

  /** Forgets what was announced, unless a webhook is enabled. */
  end(): Promise<void>;

  /**
   * Announces what readers see differently since the last call.
   * @param published the checkpoint up to which documents are published; changes after it are left for later
   * @param documents the published documents
   * @param toJobs a pure function that says what to send
   * @returns what was announced; undefined when announcing has not begun
   */
  announce(
    published: { checkpoint: Checkpoint; documents: DocumentHashes; maxArticles: number },
    toJobs: (changes: PublishedChanges) => readonly NewJob[],
  ): Promise<PublishedChanges | undefined>;

  /**
   * Announces sources that fail and did not when this was called last.
   * @param failing the URLs of all sources that fail now. @param toJobs a pure function of those that are new
   */
  announceFailing(failing: readonly string[], toJobs: (urls: readonly string[]) => readonly NewJob[]): Promise<void>;
};

/** The SHA-256 of documents by their percent-encoded paths. */
export type DocumentHashes = ReadonlyMap<string, string>;

/**
 * The changes that readers see. `articles`: the newest of the articles, the oldest first; `others`: how many changed beside
 * them. `changed` and `removed`: paths of documents.
 */
export type PublishedChanges = {
  articles: readonly ArticleChange[];
  others: Record<ArticleChange["kind"], number>;
  changed: readonly string[];
  removed: readonly string[];
};

/**
 * `reason`: the article was deleted, expired, or is due later. `terms` (src/channel/terms.ts): what channels select by;
 * `before`: the terms and the address with which an updated article was announced.
 */
export type ArticleChange =
  | { kind: "published"; article: Article; terms: readonly string[] }
  | {
      kind: "updated";
      article: Article;
      terms: readonly string[];
      before: { url: string | undefined; terms: readonly string[] };
    }
  | {
      kind: "deleted";
      id: string;
      url: string | undefined;
      terms: readonly string[];
      reason: "deleted" | "expired" | "withdrawn";
    };
