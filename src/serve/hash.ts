/** Maps texts in an order to a whole number below 2^53. */
export type Hash = (...texts: readonly string[]) => number;

/**
 * Creates a hash function for tables in memory: two lanes of 32 bits with the final mix of MurmurHash3. It is not a
 * cryptographic digest. Others cannot aim at a slot of a table because they do not know the seed.
 */
export function createSeededHash(seed: number): Hash {
  return function hash(...texts) {
    let high = seed ^ 0xdeadbeef;
    let low = seed ^ 0x41c6ce57;
    for (const text of texts) {
      for (let index = 0; index < text.length; index++) {
        const unit = text.charCodeAt(index);
        high = Math.imul(high ^ unit, 2654435761);
        low = Math.imul(low ^ unit, 1597334677);
      }
      // Marks the end of a text with a value that no UTF-16 code unit has.
      high = Math.imul(high ^ 0x10000, 2654435761);
      low = Math.imul(low ^ 0x10000, 1597334677);
    }
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
    return 4294967296 * (2097151 & low) + (high >>> 0);
  };
}
