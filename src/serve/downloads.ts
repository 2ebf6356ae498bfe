import type { Clock } from "../clock.ts";
import type { Document } from "../published/snapshot.ts";
import type { Hash } from "./hash.ts";

/** Counts a full download. @returns undefined when the client may have it */
export type DownloadCounter = (client: DownloadClient, document: Document, perHour: number) => Excess | undefined;

export type DownloadClient = {
  /** An address or a network. */
  network: string;
  userAgent: string | undefined;
};

/** The download is one too many. */
export type Excess = {
  /** Seconds until the client may have the document again. */
  retryAfter: number;
  /** Whether the one before was let through. */
  isFirst: boolean;
};

/** Seconds. */
const hourSeconds = 3600;

/** A User-Agent that differs only after so many characters makes no other client. */
const maxUserAgentLength = 256;

/** Places that a count may stand in: the first free one is taken, else that of the smallest count. */
const slotsPerBucket = 4;

/**
 * A count for each client and state of a document, of the hour that begins with a download. A document that changed is
 * another one: everybody may have it. Counts stand in a table of fixed size, 16 bytes each, under a hash of client and
 * document: no address is kept, and a flood of strangers pushes out strangers, not those who come again and again.
 * @param places how many counts there are, at most
 */
export function createDownloadCounter(deps: { clock: Clock; hash: Hash; places?: number }): DownloadCounter {
  const { clock, hash, places = 262_144 } = deps;
  const hashes = new Float64Array(places);
  const begins = new Uint32Array(places);
  const counts = new Uint32Array(places);
  const buckets = Math.floor(places / slotsPerBucket);

  return function countDownload({ network, userAgent = "" }, { path, variants }, perHour) {
    const now = Math.floor(clock.now() / 1000);
    const known = hash(network, userAgent.slice(0, maxUserAgentLength), path, variants.identity.etag);
    const first = (known % buckets) * slotsPerBucket;
    let place = first;
    for (let each = first; each < first + slotsPerBucket; each++) {
      const isOver = now - (begins[each] ?? 0) >= hourSeconds || now < (begins[each] ?? 0);
      if (isOver) counts[each] = 0;
      if (hashes[each] === known && !isOver) {
        place = each;
        break;
      }
      if ((counts[each] ?? 0) < (counts[place] ?? 0)) place = each;
    }
    if (hashes[place] !== known || counts[place] === 0) {
      hashes[place] = known;
      begins[place] = now;
      counts[place] = 0;
    }
    const count = (counts[place] ?? 0) + 1;
    counts[place] = count;
    if (count <= perHour) return undefined;
    return { retryAfter: (begins[place] ?? now) + hourSeconds - now, isFirst: count === perHour + 1 };
  };
}
