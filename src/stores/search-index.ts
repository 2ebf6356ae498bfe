import type { SearchQuery } from "../article/search-query.ts";

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

  /**
   * Compares the articles that a search finds with those that have a term. The index must know all articles.
   * @returns the ids of articles that lack the term, and of those that have it and are not found
   */
  compare(search: SearchQuery, term: string): Promise<{ missing: string[]; unfound: string[] }>;
};
