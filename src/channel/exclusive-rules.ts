import type { Draft } from "../article/article.ts";
import { parseSearch } from "../article/search-query.ts";
import type { Channel, Selection } from "../config/schema.ts";
import { exclusiveSelections } from "./access.ts";
import { searchTerm } from "./terms.ts";

/**
 * How exclusive channels keep articles from the public. Publishing gives the terms of searches to articles before each run;
 * those of exclusive channels are given when an article is written, so that no run sees the article without them.
 */
export type ExclusiveRules = {
  /** The selections of the exclusive channels. */
  selections: readonly Selection[];
  /** Returns the terms of the searches of exclusive channels that find an article. */
  searchTermsOf(article: Draft): string[];
};

/** The rules where no channel is exclusive. */
export const noExclusiveRules: ExclusiveRules = { selections: [], searchTermsOf: () => [] };

/** Creates the rules of some channels. Reading the words of an article takes memory, so only searches load what does it. */
export async function createExclusiveRules(
  channels: readonly Pick<Channel, "access" | "exclusive" | "select">[],
): Promise<ExclusiveRules> {
  const selections = exclusiveSelections(channels);
  const searches = [...new Set(selections.flatMap(({ search }) => search ?? []))];
  if (searches.length === 0) return { ...noExclusiveRules, selections };
  const [{ matchesSearch }, { searchTextOf }] = await Promise.all([
    import("../article/search-match.ts"),
    import("../article/search-text.ts"),
  ]);
  const queries = searches.map((search) => ({ term: searchTerm(search), query: parseSearch(search) }));
  return {
    selections,
    searchTermsOf(article) {
      const text = searchTextOf(article);
      return queries.filter(({ query }) => matchesSearch(query, text)).map(({ term }) => term);
    },
  };
}
