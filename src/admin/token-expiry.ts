import { utcDate } from "../article/date.ts";
import { CourantError, excerpt } from "../errors.ts";

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/**
 * Reads when a token expires: a date (RFC 3339, or a day, which means midnight UTC), or a time from now such as `12h`, `90d`
 * or `4w`.
 * @returns milliseconds since 1970
 * @throws REQUEST_INVALID for any other text, and for a moment that has passed
 */
export function parseExpiry(text: string, now: number): number {
  const [, count, unit = ""] = /^(\d{1,6})([hdw])$/.exec(text.trim()) ?? [];
  const date = count === undefined ? utcDate(text) : undefined;
  const expires = count === undefined ? Date.parse(date ?? "") : now + Number(count) * (unitMs[unit] ?? 0);
  if (
    Number.isNaN(expires) ||
    Number.isNaN(new Date(expires).getTime()) ||
    expires > Date.parse("9999-12-31T23:59:59.999Z")
  ) {
    throw new CourantError(
      "REQUEST_INVALID",
      `expires: “${excerpt(text)}” is no time. Write a date such as 2030-12-31 or 2030-12-31T12:00:00Z, or a time from now such as 90d.`,
    );
  }
  if (expires > now) return expires;
  throw new CourantError(
    "REQUEST_INVALID",
    `expires: ${new Date(expires).toISOString()} has passed, so the token would never be valid. Name a later time.`,
  );
}
