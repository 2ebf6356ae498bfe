import type { FeedsDir } from "./files.ts";

/**
 * Remembers which replaced bytes no document has any more, and removes them once everybody who serves has moved on. Each
 * commit has a number, and the bytes that it retired go when that number is released.
 * @param startedAt milliseconds since 1970. Numbers begin after it, so that a message about a commit of the process before
 *   this one releases nothing
 */
export function createRetiredBytes(files: Pick<FeedsDir, "removeReplaced">, startedAt: number) {
  /** The last commit that retired each of the bytes, by SHA-256. */
  const retiredBy = new Map<string, number>();
  let lastCommit = startedAt;
  return {
    /** @returns the number of the commit */
    retire(hashes: Iterable<string>): number {
      lastCommit += 1;
      for (const hash of hashes) retiredBy.set(hash, lastCommit);
      return lastCommit;
    },

    /** Removes what commits up to a number retired; all of it when nobody serves any more, with `Infinity`. */
    async release(commit: number): Promise<void> {
      const released = [...retiredBy].filter(([, retiring]) => retiring <= commit).map(([hash]) => hash);
      for (const hash of released) retiredBy.delete(hash);
      await files.removeReplaced(released);
    },
  };
}
