import type { SearchStores } from "../stores.ts";
import { listPage } from "./article-list.ts";
import { withClearErrors } from "./clear-errors.ts";
import { openSearchFile } from "./search-file.ts";
import { openSearchIndex } from "./search-index.ts";

/**
 * Opens what searches need: the index of words, and the collection beside it.
 * @param file the file of the collection, which exists
 */
export function openSearchStores(file: string): SearchStores {
  const searchFile = openSearchFile(file);
  return withClearErrors(
    {
      ...openSearchIndex(searchFile),
      list: async (query, now) => searchFile.use((database) => listPage(database, query, now)),
      close: async () => searchFile.close(),
    } satisfies SearchStores,
    file,
  );
}
