import { utcDate } from "../../article/date.ts";
import { oneLine } from "../../article/plain-text.ts";
import { parseFeedDate } from "../dates.ts";
import { monthOf } from "../month-names.ts";

/** Longer texts are prose, and a date in them may be any. */
const maxDateTextLength = 120;

/** A way to write a day, and the parts of its matches. */
type DayForm = { pattern: RegExp; read: (parts: string[], language: string) => Day };
type Day = { year: string; month: string | undefined; day: string };

const dayForms: readonly DayForm[] = [
  {
    // 2016-12-28, 2016/12/28, 2016年12月28日
    pattern: /(?<!\d)((?:19|20)\d\d)\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)/gu,
    read: ([, year = "", month = "", day = ""]) => ({ year, month, day }),
  },
  {
    // 28. Dezember 2016, 28 de diciembre de 2016, 28th Dec 2016
    pattern:
      /(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|º|er)?[\s-]*(?:de |of )?(\p{L}{3,})\.?,?[\s-]*(?:de |del )?((?:19|20)\d\d)(?!\d)/giu,
    read: ([, day = "", name = "", year = ""]) => ({ year, month: monthOf(name), day }),
  },
  {
    // December 28, 2016; Wed Dec 28 10:00:00 UTC 2016
    pattern:
      /(\p{L}{3,})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s*(?:\d\d:[\d:]+\s*(?:\p{Lu}{2,4}\s+)?)?((?:19|20)\d\d)(?![\d:])/gu,
    read: ([, name = "", day = "", year = ""]) => ({ year, month: monthOf(name), day }),
  },
  {
    // 28.12.2016, 28.12.16, 12/28/2016
    pattern:
      /(?<![\d.:/-])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?((?:19|20)\d\d(?![\d:])|\d\d(?![\d/-]|:\d)|\d\d(?=\d\d:\d\d))/g,
    read: ([, first = "", sign, second = "", shortYear = ""], language) => {
      const isMonthFirst = Number(second) > 12 || (sign === "/" && Number(first) <= 12 && writesMonthFirst(language));
      const [day, month] = isMonthFirst ? [second, first] : [first, second];
      return { year: shortYear.length === 2 ? `20${shortYear}` : shortYear, month, day };
    },
  },
];

const timeAfter =
  /^(?:[\s,|•·–—@T-]|at\b|um\b|à\b|kl\.?\b|\p{L}{2,4}\.? )*(\d{1,2})[:.h](\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([apAP]\.?\s?[mM]\b\.?)?\s*(\p{Lu}{1,5}\b|[+-]\d\d:?\d\d)?/u;

/**
 * Finds a date in a short text, in any of the forms that pages use: `2016-12-28T10:00:00+0100`, `28.12.2016, 10:00 Uhr`,
 * `Posted on December 28, 2016`, `28 de diciembre de 2016`, `2016年12月28日`, `12/28/2016 5:22 pm`, and seconds since 1970.
 * Without a zone it is in UTC.
 * @param language the page's language, which says whether `1/2/2016` begins with the month
 * @returns RFC 3339 in UTC; undefined for a text without a whole date
 */
export function findDate(text: string | undefined, language = ""): string | undefined {
  const line = oneLine((text ?? "").slice(0, 10 * maxDateTextLength));
  if (line === "" || line.length > maxDateTextLength) return undefined;
  const seconds = /^(1\d{9})(?:\d{3})?$/.exec(line)?.[1];
  if (seconds !== undefined) return new Date(Number(seconds) * 1000).toISOString();
  const rfc3339 = line.replace(/([+-]\d\d)(\d\d)$/, "$1:$2").replace(/(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/, "$1Z");
  return utcDate(rfc3339) ?? looseDate(line, language);
}

function looseDate(line: string, language: string): string | undefined {
  for (const { pattern, read } of dayForms) {
    for (const match of line.matchAll(pattern)) {
      const { year, month, day } = read([...match], language);
      const date = `${year}-${(month ?? "").padStart(2, "0")}-${day.padStart(2, "0")}`;
      const midnight = utcDate(date);
      if (midnight === undefined) continue;
      return parseFeedDate(`${date} ${timeIn(line.slice(match.index + match[0].length))}`) ?? midnight;
    }
  }
  return undefined;
}

/**
 * Tells whether `1/2/2016` begins with the month: where people write so, and where they write no slashes but their
 * program does.
 */
function writesMonthFirst(language: string): boolean {
  const [locale = "en-US"] = Intl.DateTimeFormat.supportedLocalesOf(
    /^[a-z]{2,3}(?:-[a-z\d]{2,8})*$/i.test(language) ? language : [],
  );
  const parts = new Intl.DateTimeFormat(locale).formatToParts(0);
  return parts[0]?.type === "month" || !parts.some(({ type, value }) => type === "literal" && value === "/");
}

/**
 * Finds a day in the path of an address: `/2016/12/28/`, `/2016-12-28-title`, `/20161228/`.
 * @returns midnight UTC of that day, in RFC 3339
 */
export function dateInAddress(address: string): string | undefined {
  const path = (URL.parse(address)?.pathname ?? "").slice(0, 500);
  const match = /\/((?:19|20)\d\d)([/_-]?)(\d\d?)\2(\d\d?)(?=[/_-]|\.\w+$|$)/.exec(path);
  if (match === null) return undefined;
  const [, year = "", , month = "", day = ""] = match;
  return utcDate(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
}

/** Returns the time that follows a day, with its zone; empty if there is none. */
function timeIn(rest: string): string {
  const [, hour = "", minute = "", second = "00", half = "", zone = ""] = timeAfter.exec(rest) ?? [];
  return hour === "" ? "" : `${hour}:${minute}:${second} ${half} ${zone}`.trim();
}
