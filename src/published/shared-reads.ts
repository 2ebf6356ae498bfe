import type { FeedsDir } from "./files.ts";
import type { Representation } from "./snapshot.ts";

/** Joins simultaneous reads of the same representation, so that all callers get the same buffer from one read. */
export function shareReads(read: FeedsDir["read"]): FeedsDir["read"] {
  const pending = new Map<Representation | undefined, Promise<Buffer>>();
  return function readShared(document, coding) {
    const representation = document.variants[coding];
    const shared = pending.get(representation);
    if (shared) return shared;
    const body = read(document, coding).finally(() => pending.delete(representation));
    pending.set(representation, body);
    return body;
  };
}
