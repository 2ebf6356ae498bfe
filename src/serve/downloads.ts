import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { Document } from "../publish/snapshot.ts";

/** How often a client downloaded a document in full since a moment; `etag` says which state of it. */
type Count = { etag: string; since: number; downloads: number };

/** Counts full downloads. @returns undefined when the client may have it */
export type CountDownload = (client: Client, document: Document, perHour: number) => Refusal | undefined;

export type Client = {
  /** An address or a network. */
  network: string;
  userAgent: string | undefined;
};

/** The download is one too many. */
export type Refusal = {
  /** Seconds until the client may have the document again. */
  retryAfter: number;
  /** Whether the one before was let through. */
  isFirst: boolean;
};

const hour = 3_600_000;

/** A User-Agent that differs only after so many characters makes no other client. */
const longestUserAgent = 256;

/**
 * A count for each client and document, of the hour that begins with a download. A document that changed is another
 * one: everybody may have it.
 * @param maxKept how many counts there are at most: whoever was not seen for the longest time is forgotten
 */
export function downloadCounter(clock: Clock, { maxKept = 50_000 } = {}): CountDownload {
  const counts = new LRUCache<string, Count>({ max: maxKept });
  return function countDownload({ network, userAgent = "" }, { path, variants }, perHour) {
    const key = `${network} ${path} ${userAgent.slice(0, longestUserAgent)}`;
    const { etag } = variants.identity;
    const now = clock.now();
    const count = counts.get(key);
    if (count === undefined || count.etag !== etag || now - count.since >= hour || now < count.since) {
      counts.set(key, { etag, since: now, downloads: 1 });
      return undefined;
    }
    count.downloads += 1;
    if (count.downloads <= perHour) return undefined;
    return { retryAfter: Math.ceil((count.since + hour - now) / 1000), isFirst: count.downloads === perHour + 1 };
  };
}
