import type { ArchiveChain } from "../channel/archives.ts";

/** Keeps the archive documents of each channel, by the channel's slug. */
export type ArchiveStore = {
  /** The archives that were kept last; an empty chain for a channel that has none. */
  find(channel: string): Promise<ArchiveChain>;

  /** Replaces the archives of a channel. */
  keep(channel: string, chain: ArchiveChain): Promise<void>;
};
