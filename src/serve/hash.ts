/** A whole number below 2^53 for some texts in this order: equal texts, equal numbers. */
export type Hash = (...texts: readonly string[]) => number;

/**
 * A hash for tables in memory: two lanes of 32 bits, mixed as MurmurHash3 does at the end. It is no digest: what keeps
 * others from aiming at a place is that they do not know the seed.
 */
export function seededHash(seed: number): Hash {
  return function hash(...texts) {
    let high = seed ^ 0xdeadbeef;
    let low = seed ^ 0x41c6ce57;
    for (const text of texts) {
      for (let index = 0; index < text.length; index++) {
        const unit = text.charCodeAt(index);
        high = Math.imul(high ^ unit, 2654435761);
        low = Math.imul(low ^ unit, 1597334677);
      }
      // Where one text ends and the next begins: no text has such a unit.
      high = Math.imul(high ^ 0x10000, 2654435761);
      low = Math.imul(low ^ 0x10000, 1597334677);
    }
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
    return 4294967296 * (2097151 & low) + (high >>> 0);
  };
}
