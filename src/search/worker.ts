import { setPriority } from "node:os";
import { openSearchFile } from "../stores/sqlite/search-file.ts";
import { openSearchIndex } from "../stores/sqlite/search-index.ts";

/* A worker thread that takes articles into the index of words. thread.ts starts it. */

/** On Linux each thread has its own priority: serving and the admin API come first. */
setPriority(0, 19);

/** Follows the collection in a file until the index knows all its articles. */
export default async (file: string): Promise<void> => {
  const searchFile = openSearchFile(file);
  try {
    const index = openSearchIndex(searchFile);
    while (await index.indexNext());
  } finally {
    searchFile.close();
  }
};
