/** How far the index is behind the collection. */
export type IndexState = {
  /** How many articles it has yet to take in. */
  pending: number;
  /** Whether these are few and short, so that they can be taken in at once. */
  isSmall: boolean;
};

/**
 * The words of the articles, for searches. The index follows the collection: it takes in what changed when it is told to,
 * in batches, and begins where it ended. It can be lost at any time, and is then built again.
 */
export type SearchIndex = {
  /** Tells how far the index is behind. */
  state(): Promise<IndexState>;

  /**
   * Takes in the next articles that changed: some ten milliseconds of work, or one long article.
   * @returns whether there may be more
   */
  indexNext(): Promise<boolean>;
};
