import { isPrivate } from "../channel/access.ts";
import type { Config } from "../config/schema.ts";
import type { Document } from "../published/snapshot.ts";
import type { SnapshotStore } from "../published/snapshot-store.ts";
import { boundSuperseded } from "./archive-bounds.ts";

type ArchiveContext = {
  config: Pick<Config, "channels">;
  store: Pick<SnapshotStore, "snapshot" | "update">;
  /** Whether no superseded archive stays, also where all channels are public. */
  keepsNone?: boolean;
};

/**
 * Lets documents lead elsewhere than to the superseded archives for which there is no room. Where there are private channels,
 * or an article is erased, no superseded archive stays: it may hold an article that is withheld now.
 * @param now in milliseconds since 1970
 * @param outcomes.changed receives the documents that lead elsewhere
 * @param removed documents that are removed anyway
 * @returns the archives to remove
 */
export function boundArchives(
  { config, store, ...context }: ArchiveContext,
  now: number,
  outcomes: { changed: Document[] },
  removed: readonly Document[],
): Document[] {
  const keepsNone = context.keepsNone === true || config.channels.some(isPrivate);
  const { evicted, leading } = boundSuperseded(store.snapshot().documents, removed, { now, keepsNone });
  outcomes.changed.push(...store.update({ documents: leading }));
  return evicted;
}

/** As `boundArchives`, for the first part of a run: it removes only what may be withheld. */
export function withdrawArchives(context: ArchiveContext, now: number, outcomes: { changed: Document[] }): Document[] {
  return context.config.channels.some(isPrivate) ? boundArchives(context, now, outcomes, []) : [];
}
