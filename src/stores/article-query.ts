import type { SearchQuery } from "../article/search-query.ts";

/**
 * `scheduled`: published later than now; `expired`: no longer shown; `published`: neither.
 */
export const articleStates = ["scheduled", "published", "expired"] as const;
export type ArticleState = (typeof articleStates)[number];

/** The state of drafts, which lists have by themselves: drafts are no articles of the collection. */
export const draftState = "draft";

/** `relevance`: articles with all the words in their title first, then in title, summary, tags and authors, then others. */
export const articleSorts = ["published", "modified", "title", "relevance"] as const;
export type ArticleSort = (typeof articleSorts)[number];

/** Which articles to list, and in which order. An article must have all that is given. */
export type ArticleQuery = {
  limit: number;
  /** The `next` of the page before; undefined for the first page. */
  cursor?: string | undefined;
  search?: SearchQuery | undefined;
  /** Lists of terms (src/channel/terms.ts). An article needs one term of each list. */
  terms?: readonly (readonly string[])[] | undefined;
  /** The `_courant.source` of the article. */
  source?: string | undefined;
  /** The article is in one of these states. */
  states?: readonly ArticleState[] | undefined;
  /** Published at this moment or later, and before this moment, in milliseconds since 1970. */
  from?: number | undefined;
  to?: number | undefined;
  /** Default `published`. `relevance` needs a search with words to find. */
  sort?: ArticleSort | undefined;
  /** The oldest, or the first in the alphabet, comes first. Default false; `relevance` has one order. */
  isAscending?: boolean | undefined;
};
