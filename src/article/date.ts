const rfc3339 = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:[0-5]\d):([0-5]\d|60)(?:\.(\d+))?([Zz]|[+-]\d{2}:[0-5]\d))?$/;

/**
 * A date as the collection keeps it: UTC, RFC 3339 with milliseconds.
 * @param typed RFC 3339, also with a blank for the T; or a date alone, which is midnight UTC
 * @returns undefined when it is not one, does not exist (February 30), or is outside the years 1 to 9999
 */
export function utcDate(typed: string): string | undefined {
  const match = rfc3339.exec(typed.trim());
  if (match === null) return undefined;
  const [, day = "", minute = "00:00", second = "00", fraction = "", zone = "Z"] = match;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return undefined;
  // A leap second has no number of its own in Unix time: it is the first moment of the next minute.
  const start = Date.parse(`${day}T${minute}:00${zone.toUpperCase()}`);
  const time = start + Number(second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"));
  const date = new Date(time);
  if (Number.isNaN(time) || minute > "23:59" || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999)
    return undefined;
  return date.toISOString();
}
