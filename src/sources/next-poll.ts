import { parseRetryAfter } from "../http/retry-after.ts";
import type { SourceState } from "./state.ts";

/**
 * The result of a poll. `movedTo`: the target of permanent redirects; `ttl`: the seconds that the document itself asks for;
 * `waiting`: pages of a sitemap that are left for the next poll; `taken`: which of its articles were taken.
 */
export type PollResult =
  | ({ outcome: "read"; kind: "feed" | "page" | "sitemap"; ttl?: number | undefined } & AnsweredPoll)
  | ({ outcome: "unchanged" } & AnsweredPoll)
  | { outcome: "gone" }
  | { outcome: "failed"; error: string; headers?: HeaderFields | undefined };

type AnsweredPoll = { headers: HeaderFields; movedTo: string | undefined; waiting?: number; taken?: SourceCounts };

/**
 * How many articles of a source are kept, how many of the last answer its patterns left out, and how many were left out
 * because they are not among the newest.
 */
export type SourceCounts = { kept: number; filtered: number; surplus: number };

/** Header fields by their names in small letters. */
export type HeaderFields = Readonly<Record<string, string | undefined>>;

/** When a source is polled. `every`: in seconds; `random`: a number from 0 to 1, so that sources spread out. */
export type PollPace = { every: number; now: number; random: number };

const dayMs = 86_400_000;
/** The longest interval, however long an answer stays fresh and however often a source failed. */
const maxIntervalMs = dayMs;
/** The share of the interval that chance adds. */
const jitterShare = 0.1;

/**
 * Returns the state of a source after a poll. The source is polled again after its own interval, but not while
 * Cache-Control (RFC 9111 section 5.2.2.1) or the document's `ttl` call the answer fresh, and after a day at the
 * latest. Each further failure doubles the interval. Retry-After (RFC 9110 section 10.2.3) is respected, up to a week.
 * A source that answers 410 is not polled again.
 */
export function stateAfterPoll(previous: SourceState, result: PollResult, pace: PollPace): SourceState {
  const { now } = pace;
  if (result.outcome === "gone") {
    const { next: _, ...rest } = previous;
    return { ...rest, polled: now, failures: 0, error: "It answered 410: it is gone for good." };
  }
  if (result.outcome === "failed") {
    const failures = previous.failures + 1;
    const backOffMs = Math.min(maxIntervalMs, pace.every * 1000 * 2 ** Math.min(failures - 1, 30));
    const retryAfterMs = parseRetryAfter(result.headers, now);
    const next = now + Math.max(withJitter(backOffMs, pace), retryAfterMs);
    return { ...previous, polled: now, next, failures, error: result.error };
  }
  const { headers, movedTo, waiting = 0, taken } = result;
  const ttl = result.outcome === "read" ? (result.ttl ?? 0) : 0;
  // Waiting pages are polled even while the sitemap that lists them is fresh.
  const freshMs = waiting > 0 ? 0 : Math.min(maxIntervalMs, Math.max(freshSeconds(headers), ttl) * 1000);
  const next = now + Math.max(withJitter(pace.every * 1000, pace), freshMs);
  const { error: _, etag, lastModified, waiting: _waiting, ...rest } = previous;
  const validators =
    result.outcome === "read"
      ? { etag: headers.etag, lastModified: headers["last-modified"] }
      : { etag: headers.etag ?? etag, lastModified: headers["last-modified"] ?? lastModified };
  return {
    ...rest,
    ...(validators.etag !== undefined && { etag: validators.etag }),
    ...(validators.lastModified !== undefined && { lastModified: validators.lastModified }),
    ...(result.outcome === "read" && { kind: result.kind }),
    ...(waiting > 0 && { waiting }),
    ...taken,
    address: movedTo ?? previous.address,
    polled: now,
    next: Math.ceil(next),
    failures: 0,
  };
}

function withJitter(interval: number, { random }: PollPace): number {
  return Math.round(interval * (1 + jitterShare * random));
}

/** Returns the seconds for which an answer calls itself fresh; 0 when it does not, or must not be kept. */
function freshSeconds(headers: HeaderFields): number {
  const control = headers["cache-control"]?.toLowerCase() ?? "";
  if (/(?:^|[,\s])no-(?:cache|store)\b/.test(control)) return 0;
  const maxAge = /(?:^|[,\s])max-age\s*=\s*"?(\d{1,10})/.exec(control)?.[1];
  if (maxAge === undefined) return 0;
  const age = /^\d{1,10}$/.test(headers.age ?? "") ? Number(headers.age) : 0;
  return Math.max(0, Number(maxAge) - age);
}
