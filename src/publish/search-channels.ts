import { parseSearch } from "../article/search-query.ts";
import { exclusiveSelections } from "../channel/access.ts";
import { searchTerm } from "../channel/terms.ts";
import type { Config } from "../config/schema.ts";
import type { SearchIndex } from "../stores/search-index.ts";
import type { SelectionStore } from "../stores/selections.ts";
import type { DocumentBuilder, SearchMatches } from "./target.ts";

/*
 * A channel that selects by a search selects by a term as others do: before each run, publishing gives the term of each
 * search to the articles that it finds.
 */

/** As `DocumentBuilder.findMatches`. */
export async function findMatches(searches: readonly string[], index: SearchIndex): Promise<SearchMatches[]> {
  while (await index.indexNext());
  const matches: SearchMatches[] = [];
  for (const search of searches) {
    const term = searchTerm(search);
    const { missing, unfound } = await index.compare(parseSearch(search), term);
    matches.push({ term, found: missing, unfound });
  }
  return matches;
}

/**
 * Creates the function that brings the terms of searches up to date. It does nothing when no article changed since its last
 * call, or no channel selects by a search.
 */
export function createSearchUpdate(
  { channels }: Pick<Config, "channels">,
  { selections, builder }: { selections: SelectionStore; builder: Pick<DocumentBuilder, "findMatches"> },
): () => Promise<void> {
  const searches = [...new Set(channels.flatMap(({ select }) => select?.search ?? []))];
  const withheld = new Set(
    exclusiveSelections(channels)
      .flatMap(({ search }) => search ?? [])
      .map(searchTerm),
  );
  let followed: number | undefined;
  return async () => {
    if (followed === undefined) await selections.keepSearches(searches.map(searchTerm));
    if (searches.length === 0) {
      followed = 0;
      return;
    }
    // An article that changes from here on is compared again by the next call.
    const change = await selections.changeNumber({});
    if (change === followed) return;
    for (const { term, ...articles } of await builder.findMatches(searches)) {
      await selections.noteFound(term, { ...articles, areWithheld: withheld.has(term) });
    }
    followed = change;
  };
}
