import type { Clock } from "../clock.ts";
import type { Document } from "../published/snapshot.ts";
import type { Hash } from "./hash.ts";

/** Counts a full download. @returns undefined when the client may download the document */
export type DownloadCounter = (
  client: DownloadClient,
  document: Document,
  perHour: number,
) => ExcessDownload | undefined;

export type DownloadClient = {
  /** An address or a network. */
  network: string;
  userAgent: string | undefined;
};

/** A download beyond the limit. */
export type ExcessDownload = {
  /** The number of seconds until the client may download the document again. */
  retryAfter: number;
  /** Whether it is the client's first download beyond the limit. */
  isFirst: boolean;
};

const hourSeconds = 3600;

/** The part of a User-Agent that tells clients apart. */
const maxHashedUserAgentLength = 256;

/** The number of slots that a count may use: it takes a free one, or else the slot with the smallest count. */
const slotsPerBucket = 4;

/** The counts of all serving threads, in memory that they share. */
export type DownloadTable = { hashes: Float64Array; begins: Uint32Array; counts: Uint32Array };

/** @param slots the number of counts in the table, which takes 16 bytes for each */
export function createDownloadTable(slots = 262_144): DownloadTable {
  const shared = (bytes: number) => new SharedArrayBuffer(bytes);
  return {
    hashes: new Float64Array(shared(slots * Float64Array.BYTES_PER_ELEMENT)),
    begins: new Uint32Array(shared(slots * Uint32Array.BYTES_PER_ELEMENT)),
    counts: new Uint32Array(shared(slots * Uint32Array.BYTES_PER_ELEMENT)),
  };
}

/**
 * Creates a counter of full downloads by client and state of a document, for the hour that begins with the first download.
 * A changed document has new counts. The table has a fixed size, and a hash of client and state selects the slots. It
 * stores no addresses, and a flood of new clients replaces small counts, not the large ones. Two threads that take the same
 * slot in the same moment may lose a count, and nothing else.
 * @param deps.hash the same for all threads
 */
export function createDownloadCounter(deps: { clock: Clock; hash: Hash; table: DownloadTable }): DownloadCounter {
  const { clock, hash } = deps;
  const { hashes, begins, counts } = deps.table;
  const buckets = Math.floor(counts.length / slotsPerBucket);

  return function countDownload({ network, userAgent = "" }, { path, variants }, perHour) {
    const now = Math.floor(clock.now() / 1000);
    const hashed = hash(network, userAgent.slice(0, maxHashedUserAgentLength), path, variants.identity.etag);
    const first = (hashed % buckets) * slotsPerBucket;
    let slot = first;
    for (let candidate = first; candidate < first + slotsPerBucket; candidate++) {
      const begin = begins[candidate] ?? 0;
      const isOver = now - begin >= hourSeconds || now < begin;
      if (isOver) counts[candidate] = 0;
      if (hashes[candidate] === hashed && !isOver) {
        slot = candidate;
        break;
      }
      if ((counts[candidate] ?? 0) < (counts[slot] ?? 0)) slot = candidate;
    }
    if (hashes[slot] !== hashed || counts[slot] === 0) {
      hashes[slot] = hashed;
      begins[slot] = now;
      counts[slot] = 0;
    }
    const count = Atomics.add(counts, slot, 1) + 1;
    if (count <= perHour) return undefined;
    return { retryAfter: (begins[slot] ?? now) + hourSeconds - now, isFirst: count === perHour + 1 };
  };
}
