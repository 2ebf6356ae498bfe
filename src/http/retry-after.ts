import { parseHttpDate } from "./date.ts";

/** Milliseconds: a server may ask to be left alone for a week. */
const maxRetryAfterMs = 7 * 86_400_000;

/**
 * How long a server asks to be left alone (Retry-After, RFC 9110 section 10.2.3), from delay-seconds or an HTTP-date, up to a
 * week: milliseconds, 0 where it does not say.
 * @param headers by their names in small letters
 */
export function retryAfter(headers: Readonly<Record<string, string | undefined>> | undefined, now: number): number {
  const value = headers?.["retry-after"]?.trim() ?? "";
  const wait = /^\d{1,10}$/.test(value) ? Number(value) * 1000 : (parseHttpDate(value, now) ?? now) - now;
  return Math.min(maxRetryAfterMs, Math.max(0, wait));
}
