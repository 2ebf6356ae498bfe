import type { IndexThread } from "../src/search/thread.ts";
import { openSearchFile } from "../src/stores/sqlite/search-file.ts";
import { openSearchIndex } from "../src/stores/sqlite/search-index.ts";

/** Takes articles into the index of words in the thread of the test. */
export function searchHere(file: string): IndexThread {
  const searchFile = openSearchFile(file);
  const index = openSearchIndex(searchFile);
  return {
    async run() {
      while (await index.indexNext());
    },
    close: async () => searchFile.close(),
  };
}
