import type { Coding, Document } from "../publish/snapshot.ts";
import { type AcceptedCodings, weightOf } from "./accept-encoding.ts";

export type Conditions = { ifNoneMatch: string | undefined; ifModifiedSince: string | undefined };

/** What else decides about a 304: the coding of a 200, the codings that the client takes, milliseconds since 1970. */
export type Circumstances = { chosen: Coding; accepted: AcceptedCodings; now: number };

/** A member of If-None-Match (RFC 9110 section 8.8.3); what old versions of Apache added stands after the quotes. */
const member = /(?:^|,)[ \t]*(?:W\/)?"([^"]*)"(-[a-z]+)?[ \t]*(?=,|$)/g;
/** The name of a state, and what stands after it: our suffix, one that a proxy added, or both. */
const state = /^(.*?)(?:-(gzip|br|zstd|deflate|gz))?(?:-(?:gzip|br|zstd|deflate|gz))?$/;

/**
 * Whether a conditional GET or HEAD is answered 304 (RFC 9110 section 13.2.2).
 * If-None-Match wins: a list or `*`, compared weakly (section 8.8.3.2). The tag of any coding of the current document
 * counts if the client takes that coding, because a cache answers it with the stored response that the 304 names
 * (RFC 9111 section 4.3.4); also with a suffix that a proxy added. If-Modified-Since counts only when If-None-Match is
 * absent (section 13.1.3); a date that cannot be read is ignored.
 * @returns the coding whose tag the 304 names; undefined when the answer is no 304
 */
export function unmodifiedCoding(
  { ifNoneMatch, ifModifiedSince }: Conditions,
  { variants, lastModified }: Pick<Document, "variants" | "lastModified">,
  circumstances: Circumstances,
): Coding | undefined {
  if (ifNoneMatch !== undefined) return matchingCoding(ifNoneMatch, variants, circumstances);
  if (ifModifiedSince === undefined) return undefined;
  const since = parseHttpDate(ifModifiedSince, circumstances.now);
  return since !== undefined && lastModified <= since ? circumstances.chosen : undefined;
}

function matchingCoding(
  header: string,
  variants: Document["variants"],
  { chosen, accepted }: Circumstances,
): Coding | undefined {
  if (header === variants[chosen]?.etag || header.trim() === "*") return chosen;
  const name = variants.identity.etag.slice(1, -1);
  if (!header.includes(name)) return undefined;
  let found: Coding | undefined;
  for (const tag of tagsIn(header)) {
    if (tag.state !== name) continue;
    const coding = tag.suffix in variants ? (tag.suffix as Coding) : "identity";
    if (coding === chosen) return chosen;
    if (weightOf(coding, accepted) > 0) found ??= coding;
  }
  return found;
}

/** A tag as the client has it, without its quotes, and the state of a document that it names. */
type NamedState = { tag: string; state: string; suffix: string };

/** The states that If-None-Match names, whatever proxies added to their tags. */
export function* tagsIn(ifNoneMatch: string): Generator<NamedState> {
  for (const [, tag = "", after = ""] of ifNoneMatch.matchAll(member)) {
    const [, name = "", suffix = "identity"] = state.exec(tag + after) ?? [];
    yield { tag, state: name, suffix };
  }
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const fixdate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const rfc850 =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const asctime = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/**
 * An HTTP-date in any of its three forms (RFC 9110 section 5.6.7), as milliseconds since 1970.
 * @param now milliseconds since 1970, for years of two digits: one more than 50 years ahead is of the century before
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  let found = fixdate.exec(text);
  if (found) return moment(Number(found[3]), found[2], found[1], found.slice(4));
  found = rfc850.exec(text);
  if (found) {
    const thisYear = new Date(now).getUTCFullYear();
    const year = thisYear - (thisYear % 100) + Number(found[3]);
    const inThisCentury = moment(year, found[2], found[1], found.slice(4));
    const isFarAhead = inThisCentury !== undefined && inThisCentury > new Date(now).setUTCFullYear(thisYear + 50);
    return isFarAhead ? moment(year - 100, found[2], found[1], found.slice(4)) : inThisCentury;
  }
  found = asctime.exec(text);
  return found ? moment(Number(found[6]), found[1], found[2], found.slice(3, 6)) : undefined;
}

function moment(year: number, month = "", day = "", time: readonly string[] = []): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = time.map(Number);
  const monthIndex = months.indexOf(month);
  const milliseconds = Date.UTC(year, monthIndex, Number(day), hours, minutes, Math.min(seconds, 59));
  const real = monthIndex >= 0 && new Date(milliseconds).getUTCDate() === Number(day);
  return real && hours < 24 && minutes < 60 && seconds <= 60 ? milliseconds : undefined;
}
