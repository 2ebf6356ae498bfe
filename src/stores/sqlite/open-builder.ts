import { openSqlBuilderStores } from "../sql/open-builder.ts";
import type { BuilderStores } from "../stores.ts";
import { withClearErrors } from "./clear-errors.ts";
import { openDatabase } from "./database.ts";
import { createSqliteEngine } from "./engine.ts";
import { openSearchFile } from "./search-file.ts";
import { openSearchIndex } from "./search-index.ts";

/**
 * Opens the stores that building documents needs.
 * @param file the file of the collection
 * @throws COLLECTION_UNREADABLE as `openStores` does
 */
export function openBuilderStores(file: string): BuilderStores {
  const database = openDatabase(file);
  const engine = createSqliteEngine(database, file);
  return {
    ...openSqlBuilderStores(engine),
    searchIndex: withClearErrors(openSearchIndex(openSearchFile(file)), file),
  };
}
