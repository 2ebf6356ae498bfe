import type { SearchThreads } from "../src/search/threads.ts";
import { openSearchStores } from "../src/stores/sqlite/open-search.ts";

/** Indexes and searches in the thread of the test. */
export function searchHere(file: string): SearchThreads {
  const { indexNext, list, close } = openSearchStores(file);
  const takeIn = async () => {
    while (await indexNext());
  };
  return { follow: takeIn, takeIn, list, close };
}
