import { utcDate } from "../article/date.ts";
import { monthOf } from "./month-names.ts";

/** Seconds or milliseconds since 1970. */
const epoch = /^1\d{9}(?:\d{3})?$/;

/** Longer text is no date. */
const maxDateLength = 100;

/**
 * The offsets of zones in hours, by their names: those of RFC 822 (section 5.1), and others as they are meant in the
 * country that uses them most. Every other name counts as UTC, as in RFC 2822 (section 4.3).
 */
const zoneHours: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  AT: -4,
  ET: -5,
  CT: -6,
  MT: -7,
  PT: -8,
  AST: -4,
  ADT: -3,
  NST: -3.5,
  NDT: -2.5,
  AKST: -9,
  AKDT: -8,
  HST: -10,
  BST: 1,
  WEST: 1,
  CET: 1,
  CEST: 2,
  MET: 1,
  MEST: 2,
  MEZ: 1,
  MESZ: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  SAST: 2,
  IST: 5.5,
  PKT: 5,
  WIB: 7,
  ICT: 7,
  SGT: 8,
  HKT: 8,
  JST: 9,
  KST: 9,
  AWST: 8,
  ACST: 9.5,
  ACDT: 10.5,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
};

const timePattern = /(?<![\d:])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?![\d:])(?:\s*([ap])\.?m\b\.?)?/i;
const zonePattern = /^\s*(?:Etc\/)?([a-z]{1,5})?\s*(?:([+-])(\d{1,2})(?::?(\d\d))?)?(?![^\s])/i;

const weekday = String.raw`(?:\p{L}{2,14}\.?(?:,\s*|\s+))?`;
/** A day, a month of a year, or a year alone. */
const yearFirst = new RegExp(
  String.raw`^(?:${weekday}(?=\d{4}[-/.]))?(\d{4})(?:[-/.](\d{1,2}|\p{L}{3,})(?:[-/.](\d{1,2}))?)?$`,
  "u",
);
const dayFirst = new RegExp(
  String.raw`^${weekday}(?<day>\d{1,2})(?:st|nd|rd|th|\.)?(?:\s+de)?[\s-]+(?<month>\p{L}{3,})\.?,?(?:\s+de)?[\s-]+(?<year>\d{4}|\d\d)$`,
  "u",
);
const monthFirst = new RegExp(
  String.raw`^${weekday}(?<month>\p{L}{3,})\.?,?(?:\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?)?\s+(?<year>\d{4})$`,
  "u",
);
const yearLast = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/;

/**
 * Parses a date as feeds write it: RFC 3339, W3CDTF (https://www.w3.org/TR/NOTE-datetime), RFC 822 with comments or without
 * some of its parts, the other forms of ISO 8601, seconds since 1970, and as `date` and people write it. A missing part is the first one: January, the first of the month,
 * midnight. Without a zone it is in UTC.
 * @returns RFC 3339 in UTC; undefined for any other text
 */
export function parseFeedDate(text: string | undefined): string | undefined {
  if (text === undefined || text.length > maxDateLength) return undefined;
  const line = text.trim();
  if (epoch.test(line)) return new Date(Number(line.slice(0, 10)) * 1000).toISOString();
  return utcDate(text) ?? utcDate(fromLooseDate(withoutShortForms(line)) ?? "");
}

/** Writes the other forms of ISO 8601 out: without separators, a day of the year, two zones of which both are UTC. */
function withoutShortForms(text: string): string {
  const [, year = "", day = ""] = /^(\d{4})-(\d{3})(?!\d)/.exec(text) ?? [];
  if (day !== "" && Number(day) >= 1 && Number(day) <= 366) {
    const date = new Date(Date.UTC(Number(year), 0, Number(day))).toISOString().slice(0, 10);
    return `${date}${text.slice(8)}`;
  }
  return text
    .replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(?!\d)/, (_whole, ...[y, m, d, h, min, s]: string[]) => {
      return `${y}-${m}-${d}T${h}:${min}:${s ?? "00"}`;
    })
    .replace(/([+-]00:?00)\s*Z$/, "$1");
}

/** Converts a day, a time behind it and a zone behind that. The year may stand at the end, as in `date`. */
function fromLooseDate(text: string): string | undefined {
  // WordPress writes `30 Nov -0001` for a date that it does not know.
  if (/\p{L}\s+-\d{4}\s/u.test(text)) return undefined;
  const bare = text
    .replace(/\([^()]*\)/g, " ")
    .replace(/(\d)\s*[年月]\s*/g, "$1-")
    .replace(/(\d)日/g, "$1 ")
    .trim();
  const time = timePattern.exec(bare);
  if (!time) {
    const day = dayOf(bare.replace(/(?<=\d)\s*(?:UTC|GMT|Z)$/i, ""));
    return day && `${day}T00:00:00Z`;
  }
  const before = bare.slice(0, time.index).replace(/(?:T|,|\s|\s[-–|@]|\bat|\bum)+$/i, "");
  const after = bare.slice(time.index + time[0].length);
  const zone = zonePattern.exec(after);
  const day = zone && dayOf(`${before} ${after.slice(zone[0].length)}`.trim());
  return day ? `${day}T${clockOf(time)}${offsetOf(zone)}` : undefined;
}

function clockOf([, hour = "", minute = "", second = "00", half]: RegExpExecArray): string {
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  return `${twoDigits(hours)}:${minute}:${second}`;
}

function offsetOf([, name = "", sign, hours = "", minutes = "00"]: RegExpExecArray): string {
  if (sign !== undefined) return `${sign}${twoDigits(hours)}:${minutes}`;
  const zone = name.toUpperCase();
  const offset = (Object.hasOwn(zoneHours, zone) && zoneHours[zone]) || 0;
  const size = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${twoDigits(Math.trunc(size))}:${twoDigits((size % 1) * 60)}`;
}

/** Returns a day as `2023-11-16`. */
function dayOf(text: string): string | undefined {
  if (/^\d{8}$/.test(text)) return text.replace(/(....)(..)(..)/, "$1-$2-$3");
  const numeric = yearFirst.exec(text);
  if (numeric) {
    const [, year, month = "01", day = "01"] = numeric;
    return `${year}-${/\d/.test(month) ? twoDigits(month) : monthOf(month)}-${twoDigits(day)}`;
  }
  const [, first = "", separator, second = "", lastYear] = yearLast.exec(text) ?? [];
  if (lastYear !== undefined) {
    // Between slashes, some write the month first: 5/6/2024 is two days.
    if (separator !== "." && Number(first) <= 12 && Number(second) <= 12) return undefined;
    const [day, month] = Number(second) > 12 ? [second, first] : [first, second];
    return `${lastYear}-${twoDigits(month)}-${twoDigits(day)}`;
  }
  const { year = "", month = "", day = "01" } = (dayFirst.exec(text) ?? monthFirst.exec(text))?.groups ?? {};
  const monthNumber = monthOf(month);
  if (monthNumber === undefined) return undefined;
  const wholeYear = year.length === 4 ? year : `${Number(year) < 50 ? 20 : 19}${year}`;
  return `${wholeYear}-${monthNumber}-${twoDigits(day)}`;
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
