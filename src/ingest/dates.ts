import { utcDate } from "../article/date.ts";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The zones of RFC 822 (section 5.1). Every other zone counts as UTC, as in RFC 2822 (section 4.3). */
const zoneOffsets: Readonly<Record<string, string>> = {
  EST: "-05:00",
  EDT: "-04:00",
  CST: "-06:00",
  CDT: "-05:00",
  MST: "-07:00",
  MDT: "-06:00",
  PST: "-08:00",
  PDT: "-07:00",
};

/**
 * Parses a date in a feed: RFC 3339, RFC 822 with two or four digits of the year, or a timestamp of YAML.
 * @returns RFC 3339 in UTC; undefined for any other text
 */
export function parseFeedDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return utcDate(text) ?? utcDate(fromRfc822(text) ?? fromYamlDate(text.trim()) ?? "");
}

function fromRfc822(text: string): string | undefined {
  const match =
    /^(?:[a-z]{2,9},?\s+)?(\d{1,2})[\s-]([a-z]{3})[a-z]{0,6}[\s-](\d{4}|\d{2})\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([a-z]{1,5}|[+-]\d\d:?\d\d)?$/i.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  const [, day = "", monthName = "", shortYear = "", hour = "", minute = "", second = "00", zone = "Z"] = match;
  const month = months.indexOf(monthName.toLowerCase()) + 1;
  const year = shortYear.length === 4 ? shortYear : `${Number(shortYear) < 50 ? 20 : 19}${shortYear}`;
  const offset = /^[+-]/.test(zone) ? zone.replace(/:?(\d\d)$/, ":$1") : (zoneOffsets[zone.toUpperCase()] ?? "Z");
  return `${year}-${twoDigits(month)}-${twoDigits(day)}T${twoDigits(hour)}:${minute}:${second}${offset}`;
}

function twoDigits(number: number | string): string {
  return String(number).padStart(2, "0");
}

/**
 * Converts a timestamp of YAML (https://yaml.org/type/timestamp.html) to RFC 3339. Without a zone it is in UTC.
 * @returns undefined for any other text, and for a date without a time
 */
export function fromYamlDate(text: string): string | undefined {
  const match =
    /^(\d{4}-\d\d?-\d\d?)(?:[Tt]|[ \t]+)(\d\d?:\d\d)(:\d\d(?:\.\d+)?)?[ \t]*(Z|[+-]\d\d?(?::?\d\d)?)?$/.exec(text);
  if (match === null) return undefined;
  const [, day = "", minute = "", second = ":00", zone = "Z"] = match;
  const [hours = "", minutes = "00"] = zone.slice(1).split(/:|(?=\d\d$)(?<=\d\d)/);
  const offset = zone === "Z" ? zone : `${zone[0]}${hours.padStart(2, "0")}:${minutes}`;
  return `${day.replace(/-(\d)(?!\d)/g, "-0$1")}T${minute.padStart(5, "0")}${second}${offset}`;
}
