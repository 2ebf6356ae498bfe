import { parseHttpDate } from "./date.ts";

/** A server may ask to be left alone for a week at most. */
const maxRetryAfterMs = 7 * 86_400_000;

/**
 * Reads how long a server asks to be left alone (Retry-After, RFC 9110 section 10.2.3), as seconds or an HTTP-date. Returns
 * milliseconds, at most a week, and 0 without the header.
 * @param headers by their names in small letters
 */
export function parseRetryAfter(
  headers: Readonly<Record<string, string | undefined>> | undefined,
  now: number,
): number {
  const value = headers?.["retry-after"]?.trim() ?? "";
  const waitMs = /^\d{1,10}$/.test(value) ? Number(value) * 1000 : (parseHttpDate(value, now) ?? now) - now;
  return Math.min(maxRetryAfterMs, Math.max(0, waitMs));
}
