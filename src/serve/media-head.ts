import type { IncomingHttpHeaders } from "node:http";
import { parseHttpDate } from "../http/date.ts";
import { parseEntityTags } from "./conditional.ts";
import { corsHeaders, type Headers } from "./headers.ts";
import { type ByteRange, parseRange } from "./range.ts";

/** A file of media as serving answers with it. `modified` is in milliseconds since 1970. */
export type MediaDescription = { hash: string; type: string; bytes: number; modified: number };

/** The head of an answer, and the part of the file that follows it; undefined for none. */
export type MediaHead = { status: 200 | 206 | 304 | 416; headers: Headers; part: ByteRange | undefined };

const maxAgeSeconds = 31_536_000;

/**
 * Decides how a GET or HEAD of a file of media is answered (RFC 9110 sections 13 and 14). Pure. The bytes at an address
 * never change, so every cache may keep them. Scripts, if bytes that look like one of the types should hold any, run
 * nowhere: the type is fixed, `nosniff` keeps browsers from guessing another, and `sandbox` takes all rights away.
 * @param now milliseconds since 1970
 */
export function mediaHead(
  method: string,
  requestHeaders: IncomingHttpHeaders,
  { hash, type, bytes, modified }: MediaDescription,
  now: number,
): MediaHead {
  const etag = `"${hash}"`;
  const shared: Headers = {
    etag,
    "cache-control": `public, max-age=${maxAgeSeconds}, immutable`,
    ...corsHeaders,
    "access-control-expose-headers": `${corsHeaders["access-control-expose-headers"]}, Content-Range, Accept-Ranges`,
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox",
  };
  // Last-Modified must not be later than Date (RFC 9110 section 8.8.2.1).
  if (modified <= now) shared["last-modified"] = new Date(modified).toUTCString();
  if (isUnmodified(requestHeaders, { hash, modified, now })) return { status: 304, headers: shared, part: undefined };
  const whole: Headers = { ...shared, "accept-ranges": "bytes", "content-type": type, "content-length": bytes };
  const allows = method === "GET" && allowsRange(requestHeaders["if-range"], { etag, modified, now });
  const range = allows ? parseRange(requestHeaders.range, bytes) : undefined;
  if (range === undefined) return { status: 200, headers: whole, part: { first: 0, last: bytes - 1 } };
  if (range === "unsatisfiable") {
    const headers = {
      ...shared,
      "cache-control": "no-store",
      "content-range": `bytes */${bytes}`,
      "content-length": 0,
    };
    return { status: 416, headers, part: undefined };
  }
  const { first, last } = range;
  const partial = { "content-range": `bytes ${first}-${last}/${bytes}`, "content-length": last - first + 1 };
  return { status: 206, headers: { ...whole, ...partial }, part: range };
}

/** If-None-Match counts alone when it is there (RFC 9110 section 13.2.2). */
function isUnmodified(
  headers: IncomingHttpHeaders,
  { hash, modified, now }: { hash: string; modified: number; now: number },
): boolean {
  const { "if-none-match": tags, "if-modified-since": date } = headers;
  if (tags !== undefined) return tags.trim() === "*" || [...parseEntityTags(tags)].some(({ state }) => state === hash);
  const since = date === undefined ? undefined : parseHttpDate(date, now);
  return since !== undefined && modified <= since;
}

/** If-Range (RFC 9110 section 13.1.5): a strong tag, or the exact date. Otherwise the whole file is the answer. */
function allowsRange(
  ifRange: string | string[] | undefined,
  { etag, modified, now }: { etag: string; modified: number; now: number },
): boolean {
  if (ifRange === undefined || ifRange === etag) return true;
  return parseHttpDate(String(ifRange), now) === modified;
}
