import type { Document } from "../publish/snapshot.ts";

const suffix = /-(?:gzip|br|zstd|deflate|gz)$/;
const entityTag = /(?:W\/)?"([^"]*)"/g;

/**
 * Whether a conditional request is answered 304 (RFC 9110 section 13.2.2).
 * If-None-Match wins: a list or `*`, compared weakly (section 8.8.3.2). The tag of any coding of the current document
 * counts, also with a suffix that a proxy added. If-Modified-Since counts only when If-None-Match is absent
 * (section 13.1.3); a date that cannot be read is ignored.
 */
export function isNotModified(
  { ifNoneMatch, ifModifiedSince }: { ifNoneMatch: string | undefined; ifModifiedSince: string | undefined },
  { variants, lastModified }: Pick<Document, "variants" | "lastModified">,
): boolean {
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, variants.identity.etag);
  if (ifModifiedSince === undefined) return false;
  const since = parseHttpDate(ifModifiedSince);
  return since !== undefined && lastModified <= since;
}

function matches(header: string, identity: string): boolean {
  if (header.trim() === "*") return true;
  const current = identity.slice(1, -1);
  for (const [, tag = ""] of header.matchAll(entityTag)) {
    if (tag.startsWith(current) && tag.slice(current.length).replace(suffix, "").replace(suffix, "") === "")
      return true;
  }
  return false;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const fixdate = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const rfc850 = /^[A-Z][a-z]+day, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const asctime = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/** An HTTP-date in any of its three forms (RFC 9110 section 5.6.7), as milliseconds since 1970. */
export function parseHttpDate(text: string): number | undefined {
  let found = fixdate.exec(text);
  if (found) return moment(found[3], found[2], found[1], found.slice(4));
  found = rfc850.exec(text);
  // Two digits: recipients read them as the year of this century unless that lies far ahead. No feed is from before 1970.
  if (found)
    return moment(Number(found[3]) < 70 ? `20${found[3]}` : `19${found[3]}`, found[2], found[1], found.slice(4));
  found = asctime.exec(text);
  return found ? moment(found[6], found[1], found[2], found.slice(3, 6)) : undefined;
}

function moment(year = "", month = "", day = "", time: readonly string[] = []): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = time.map(Number);
  const monthIndex = months.indexOf(month);
  const milliseconds = Date.UTC(Number(year), monthIndex, Number(day), hours, minutes, Math.min(seconds, 59));
  const real = monthIndex >= 0 && new Date(milliseconds).getUTCDate() === Number(day);
  return real && hours < 24 && minutes < 60 && seconds <= 60 ? milliseconds : undefined;
}
