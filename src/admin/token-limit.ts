import type { Clock } from "../clock.ts";

const windowMs = 60_000;

/** The state of a token's limit after a request. `resetSeconds`: when the token may send as many requests again. */
export type LimitState = { isExceeded: boolean; remaining: number; resetSeconds: number };

/** Counts a request of a token. @param limit how many requests a minute the token may send */
export type CountRequest = (token: string, limit: number) => LimitState;

/**
 * Creates what counts the requests of each token: so many in each minute that begins with a request. A clock that is set
 * back begins a new minute, so that no token is refused for longer.
 */
export function createTokenLimit(clock: Pick<Clock, "now">): CountRequest {
  const minutes = new Map<string, { start: number; count: number }>();
  return function countRequest(token, limit) {
    const now = clock.now();
    let minute = minutes.get(token);
    if (!minute || now < minute.start || now >= minute.start + windowMs) {
      minute = { start: now, count: 0 };
      minutes.set(token, minute);
    }
    minute.count += 1;
    return {
      isExceeded: minute.count > limit,
      remaining: Math.max(0, limit - minute.count),
      resetSeconds: Math.ceil((minute.start + windowMs - now) / 1000),
    };
  };
}

/** Returns the fields `RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers-10. */
export function formatLimitHeaders(limit: number, { remaining, resetSeconds }: LimitState): Record<string, string> {
  return {
    "ratelimit-policy": `"token";q=${limit};w=${windowMs / 1000}`,
    ratelimit: `"token";r=${remaining};t=${resetSeconds}`,
  };
}
