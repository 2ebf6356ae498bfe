import { utcDate } from "../article/date.ts";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Zones that RFC 822 names (section 5.1); every other one counts as UTC, as RFC 2822 has it (section 4.3). */
const zones: Readonly<Record<string, string>> = {
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
 * A date as feeds have it: RFC 3339, RFC 822 with two or four digits of the year, or as YAML has it.
 * @returns RFC 3339 in UTC; undefined when it is none
 */
export function feedDate(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  return utcDate(typed) ?? utcDate(rfc822(typed) ?? yamlDate(typed.trim()) ?? "");
}

function rfc822(typed: string): string | undefined {
  const match =
    /^(?:[a-z]{2,9},?\s+)?(\d{1,2})[\s-]([a-z]{3})[a-z]{0,6}[\s-](\d{4}|\d{2})\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([a-z]{1,5}|[+-]\d\d:?\d\d)?$/i.exec(
      typed.trim(),
    );
  if (match === null) return undefined;
  const [, day = "", name = "", typedYear = "", hour = "", minute = "", second = "00", zone = "Z"] = match;
  const month = months.indexOf(name.toLowerCase()) + 1;
  const year = typedYear.length === 4 ? typedYear : `${Number(typedYear) < 50 ? 20 : 19}${typedYear}`;
  const offset = /^[+-]/.test(zone) ? zone.replace(/:?(\d\d)$/, ":$1") : (zones[zone.toUpperCase()] ?? "Z");
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${offset}`;
}

function two(number: number | string): string {
  return String(number).padStart(2, "0");
}

/**
 * YAML's timestamps (https://yaml.org/type/timestamp.html) as RFC 3339; without a zone they are UTC.
 * @returns undefined when it is none with a time
 */
export function yamlDate(typed: string): string | undefined {
  const match =
    /^(\d{4}-\d\d?-\d\d?)(?:[Tt]|[ \t]+)(\d\d?:\d\d)(:\d\d(?:\.\d+)?)?[ \t]*(Z|[+-]\d\d?(?::?\d\d)?)?$/.exec(typed);
  if (match === null) return undefined;
  const [, day = "", minute = "", second = ":00", zone = "Z"] = match;
  const [hours = "", minutes = "00"] = zone.slice(1).split(/:|(?=\d\d$)(?<=\d\d)/);
  const offset = zone === "Z" ? zone : `${zone[0]}${hours.padStart(2, "0")}:${minutes}`;
  return `${day.replace(/-(\d)(?!\d)/g, "-0$1")}T${minute.padStart(5, "0")}${second}${offset}`;
}
