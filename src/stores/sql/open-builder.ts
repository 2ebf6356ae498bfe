import type { BuilderStores } from "../stores.ts";
import { openArchives } from "./archives.ts";
import { openArticleReads } from "./article-reads.ts";
import { openChannelSlugs } from "./channel-slugs.ts";
import type { Engine } from "./engine.ts";
import { openMediaFacts } from "./media-facts.ts";
import { openMediaFiles } from "./media-files.ts";
import { openSelections } from "./selections.ts";
import { openSmallerPictures } from "./smaller-pictures.ts";

/**
 * Opens the stores that building documents needs, and no others: a thread that builds then loads neither the schemas of
 * articles nor what writes them.
 */
export function openSqlBuilderStores(engine: Engine): Omit<BuilderStores, "searchIndex"> {
  return {
    articles: openArticleReads(engine),
    selections: openSelections(engine),
    archives: openArchives(engine),
    mediaFacts: openMediaFacts(engine),
    mediaFiles: openMediaFiles(engine),
    smallerPictures: openSmallerPictures(engine),
    channelSlugs: openChannelSlugs(engine),
  };
}
