/**
 * An article of a source. `published`: milliseconds since 1970; `revision`: the one that the source wrote or agreed with
 * last. The article has a later revision when somebody else edited it.
 */
export type SourceArticle = { id: string; published: number; revision: number };

/**
 * Keeps which articles came from a source. `source` is the URL of the source. A deleted article belongs to no source. The
 * last changes may be lost in a power failure: then articles are noted when they are read again.
 */
export type SourceArticleStore = {
  /** Notes articles that a source wrote or agreed with. */
  note(source: string, articles: readonly SourceArticle[]): Promise<void>;

  /** Counts the articles of a source. */
  count(source: string): Promise<number>;

  /**
   * Returns when the oldest of the newest `most` articles was published, milliseconds since 1970; undefined when there are
   * fewer.
   */
  oldestOfNewest(source: string, most: number): Promise<number | undefined>;

  /** Lists articles of a source that are older than its newest `most`, the newest first and at most `limit` of them. */
  listSurplus(source: string, most: number, limit: number): Promise<SourceArticle[]>;

  /** Forgets that an article came from a source. The article stays. */
  forget(id: string): Promise<void>;
};
