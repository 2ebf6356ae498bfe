import type { FeedsDir } from "./files.ts";
import type { Representation } from "./snapshot.ts";

/** Clients who ask for the same bytes at the same time get the same buffer: one read, one piece of memory. */
export function shareReads(read: FeedsDir["read"]): FeedsDir["read"] {
  const underWay = new Map<Representation | undefined, Promise<Buffer>>();
  return function readShared(document, coding) {
    const variant = document.variants[coding];
    const known = underWay.get(variant);
    if (known) return known;
    const reading = read(document, coding).finally(() => underWay.delete(variant));
    underWay.set(variant, reading);
    return reading;
  };
}
