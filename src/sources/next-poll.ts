import { retryAfter } from "../http/retry-after.ts";
import type { SourceState } from "./state.ts";

/**
 * What came of a poll. `movedTo`: where permanent redirects led; `ttl`: seconds, as the document itself asks for;
 * `waiting`: pages of a sitemap that were left for the next.
 */
export type PollResult =
  | ({ outcome: "read"; kind: "feed" | "page" | "sitemap"; ttl?: number | undefined } & AnsweredPoll)
  | ({ outcome: "unchanged" } & AnsweredPoll)
  | { outcome: "gone" }
  | { outcome: "failed"; error: string; headers?: Headers | undefined };

type AnsweredPoll = { headers: Headers; movedTo: string | undefined; waiting?: number };

/** Header fields by their names in small letters. */
export type Headers = Readonly<Record<string, string | undefined>>;

/** How a source is polled: `every`, in seconds. `random`: a number from 0 to 1, so that sources spread out. */
export type PollPace = { every: number; now: number; random: number };

const dayMs = 86_400_000;
/** However long it says that it stays fresh, and however often it failed. */
const maxIntervalMs = dayMs;
/** Much of the interval that chance adds. */
const jitterShare = 0.1;

/**
 * What is known after a poll. A source is asked again when its own schedule says so, and not while Cache-Control
 * (RFC 9111 section 5.2.2.1) or the document's `ttl` say that it is fresh; a day later at the latest. After failures
 * the interval doubles each time; Retry-After (RFC 9110 section 10.2.3) is obeyed, up to a week. What answers 410 is
 * not asked again.
 */
export function stateAfterPoll(before: SourceState, polled: PollResult, pace: PollPace): SourceState {
  const { now } = pace;
  if (polled.outcome === "gone") {
    const { next: _, ...rest } = before;
    return { ...rest, polled: now, failures: 0, error: "It answered 410: it is gone for good." };
  }
  if (polled.outcome === "failed") {
    const failures = before.failures + 1;
    const backOff = Math.min(maxIntervalMs, pace.every * 1000 * 2 ** Math.min(failures - 1, 30));
    const asked = retryAfter(polled.headers, now);
    const next = now + Math.max(spread(backOff, pace), asked);
    return { ...before, polled: now, next, failures, error: polled.error };
  }
  const { headers, movedTo, waiting = 0 } = polled;
  const ttl = polled.outcome === "read" ? (polled.ttl ?? 0) : 0;
  // Pages that wait are asked for, however fresh the list of them is.
  const fresh = waiting > 0 ? 0 : Math.min(maxIntervalMs, Math.max(freshness(headers), ttl) * 1000);
  const next = now + Math.max(spread(pace.every * 1000, pace), fresh);
  const { error: _, etag, lastModified, waiting: _waiting, ...rest } = before;
  const validators =
    polled.outcome === "read"
      ? { etag: headers.etag, lastModified: headers["last-modified"] }
      : { etag: headers.etag ?? etag, lastModified: headers["last-modified"] ?? lastModified };
  return {
    ...rest,
    ...(validators.etag !== undefined && { etag: validators.etag }),
    ...(validators.lastModified !== undefined && { lastModified: validators.lastModified }),
    ...(polled.outcome === "read" && { kind: polled.kind }),
    ...(waiting > 0 && { waiting }),
    address: movedTo ?? before.address,
    polled: now,
    next: Math.ceil(next),
    failures: 0,
  };
}

function spread(interval: number, { random }: PollPace): number {
  return Math.round(interval * (1 + jitterShare * random));
}

/** Seconds for which an answer is fresh, as it says itself; 0 where it does not say, or asks not to be kept. */
function freshness(headers: Headers): number {
  const control = headers["cache-control"]?.toLowerCase() ?? "";
  if (/(?:^|[,\s])no-(?:cache|store)\b/.test(control)) return 0;
  const maxAge = /(?:^|[,\s])max-age\s*=\s*"?(\d{1,10})/.exec(control)?.[1];
  if (maxAge === undefined) return 0;
  const age = /^\d{1,10}$/.test(headers.age ?? "") ? Number(headers.age) : 0;
  return Math.max(0, Number(maxAge) - age);
}
