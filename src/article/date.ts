const rfc3339Pattern =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:[0-5]\d):([0-5]\d|60)(?:\.(\d+))?([Zz]|[+-]\d{2}:[0-5]\d))?$/;

/**
 * Converts a date to the form that the collection keeps: UTC, RFC 3339 with milliseconds.
 * @param text RFC 3339, also with a blank for the T; or a date alone, which means midnight UTC
 * @returns undefined for any other text, for a date that does not exist (February 30), and outside the years 1 to 9999
 */
export function utcDate(text: string): string | undefined {
  const match = rfc3339Pattern.exec(text.trim());
  if (match === null) return undefined;
  const [, day = "", minute = "00:00", second = "00", fraction = "", zone = "Z"] = match;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return undefined;
  // Unix time has no number for a leap second: it counts as the first moment of the next minute.
  const start = Date.parse(`${day}T${minute}:00${zone.toUpperCase()}`);
  const time = start + Number(second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"));
  const date = new Date(time);
  if (Number.isNaN(time) || minute > "23:59" || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999)
    return undefined;
  return date.toISOString();
}
