import { linkedMedia } from "../article/media-links.ts";
import { exclusiveSelections } from "../channel/access.ts";
import type { Config } from "../config/schema.ts";
import type { SelectionStore } from "../stores/selections.ts";
import { findPageReaders, publicChannels } from "./shown-selection.ts";

/** The marks of private media in FEEDS_DIR. */
export type MediaMarks = {
  /** Returns the hashes of the media that are marked as private. */
  list(): Promise<string[]>;
  /** Marks media as private, or as public. @param readers the slugs of the channels whose subscribers may read it */
  set(hash: string, readers: readonly string[] | undefined): Promise<void>;
};

/**
 * Creates the function that marks uploaded media which only withheld articles use, before each run. A file stays private when
 * no article uses it any more, until a public one does: its address is known to subscribers.
 */
export function createMediaArrangement(
  config: Config,
  { selections, marks }: { selections: SelectionStore; marks: MediaMarks },
): () => Promise<void> {
  const exclusive = exclusiveSelections(config.channels);
  const inConfiguration = new Set(
    linkedMedia(JSON.stringify({ ...config, channels: publicChannels(config.channels) })),
  );
  /** The marked files, by hash, with its readers as far as they are known; undefined before the first run. */
  let marked: Map<string, string> | undefined;
  let followed: number | undefined;

  async function readersOf(articles: readonly string[]): Promise<string[]> {
    const readers = new Set<string>();
    for (const id of articles) {
      for (const slug of (await findPageReaders(id, config.channels, selections)) ?? []) readers.add(slug);
    }
    return [...readers].sort();
  }

  return async function arrangeMedia(): Promise<void> {
    const change = await selections.changeNumber({});
    if (change === followed) return;
    marked ??= new Map((await marks.list()).map((hash) => [hash, ""]));
    const withheld = exclusive.length === 0 ? new Map<string, string[]>() : await selections.withheldMedia(exclusive);
    for (const [hash, articles] of withheld) {
      if (inConfiguration.has(hash)) continue;
      const readers = await readersOf(articles);
      if (marked.get(hash) === readers.join()) continue;
      await marks.set(hash, readers);
      marked.set(hash, readers.join());
    }
    for (const hash of marked.keys()) {
      if (withheld.has(hash) && !inConfiguration.has(hash)) continue;
      if (!inConfiguration.has(hash) && !(await selections.isMediaPublic(hash, exclusive))) continue;
      await marks.set(hash, undefined);
      marked.delete(hash);
    }
    followed = change;
  };
}
