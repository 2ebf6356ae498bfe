import type { PublishedChanges } from "./followed-state.ts";
import { toEntry } from "./manifest.ts";
import type { Snapshot } from "./snapshot.ts";

/** Returns everything in a snapshot as one change, for serving on this machine when FEEDS_DIR cannot tell it. */
export function changesOf({ documents, gone, moved }: Snapshot): PublishedChanges {
  return {
    kind: "changes",
    entries: [...documents.values()].map((document) => [document.path, JSON.stringify(toEntry(document))] as const),
    removed: [],
    gone: [...gone],
    moved: Object.fromEntries(moved),
  };
}
