import { openArchives } from "../sql/archives.ts";
import { openArticleReads } from "../sql/article-reads.ts";
import { openChannelSlugs } from "../sql/channel-slugs.ts";
import { openMediaFacts } from "../sql/media-facts.ts";
import { openMediaFiles } from "../sql/media-files.ts";
import { openSelections } from "../sql/selections.ts";
import { openSmallerPictures } from "../sql/smaller-pictures.ts";
import type { BuilderStores } from "../stores.ts";
import { withClearErrors } from "./clear-errors.ts";
import { openDatabase } from "./database.ts";
import { openSearchFile } from "./search-file.ts";
import { openSearchIndex } from "./search-index.ts";

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
