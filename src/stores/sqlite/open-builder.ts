import type { BuilderStores } from "../stores.ts";
import { openArchives } from "./archives.ts";
import { openArticleReads } from "./article-reads.ts";
import { openChannelSlugs } from "./channel-slugs.ts";
import { withClearErrors } from "./clear-errors.ts";
import { openDatabase } from "./database.ts";
import { openMediaFacts } from "./media-facts.ts";
import { openMediaFiles } from "./media-files.ts";
import { openSearchFile } from "./search-file.ts";
import { openSearchIndex } from "./search-index.ts";
import { openSelections } from "./selections.ts";
import { openSmallerPictures } from "./smaller-pictures.ts";

/**
 * Opens the stores that building documents needs, and no others: a thread that builds then loads neither the schemas of
 * articles nor what writes them.
 * @param file the file of the collection
 * @throws COLLECTION_UNREADABLE as `openStores` does
 */
export function openBuilderStores(file: string): BuilderStores {
  const database = openDatabase(file);
  const clear = <Store extends object>(store: Store) => withClearErrors(store, file);
  return {
    articles: clear(openArticleReads(database)),
    selections: clear(openSelections(database)),
    archives: clear(openArchives(database)),
    mediaFacts: clear(openMediaFacts(database)),
    mediaFiles: clear(openMediaFiles(database)),
    smallerPictures: clear(openSmallerPictures(database)),
    channelSlugs: clear(openChannelSlugs(database)),
    searchIndex: clear(openSearchIndex(openSearchFile(file))),
  };
}
