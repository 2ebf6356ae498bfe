import type { Coding, Document } from "../published/snapshot.ts";

export type Headers = Record<string, string | number>;

/** CORS (https://fetch.spec.whatwg.org/#http-cors-protocol): feeds are for everyone, errors included. */
export const corsHeaders: Headers = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "ETag, Last-Modified, Link, Retry-After",
};

/** What the choice between a document and its page hangs on. */
export const varyWithPages = "Accept-Encoding, Sec-Fetch-Dest";

/** How caches may keep documents, beside `max-age` (RFC 5861). */
export type Staleness = { staleWhileRevalidate: number; staleIfError: number };

/** A response's headers: those of a 200, and of them those that a 304 repeats (RFC 9110 section 15.4.5). */
export type PreparedHeaders = { ok: Headers; notModified: Headers };

/**
 * Headers of each variant of each document, made once.
 * An archive is `immutable` (RFC 8246), unless an article in it expires.
 * @param pageHeaders what HTML pages carry beside the rest
 */
export function createHeaderCache(staleness: Staleness, pageHeaders: Headers) {
  const prepared = new WeakMap<Document, Partial<Record<Coding, PreparedHeaders>>>();

  /**
   * @param coding one that the document has
   * @param now milliseconds since 1970: `max-age` never reaches past the moment at which the document is due to change
   */
  return function headersOf(document: Document, coding: Coding, now: number): PreparedHeaders {
    const make = () => prepare(document, coding, staleness, pageHeaders, now);
    if (document.due !== undefined || document.lastModified > now) return make();
    let known = prepared.get(document);
    if (!known) {
      known = {};
      prepared.set(document, known);
    }
    known[coding] ??= make();
    return known[coding];
  };
}

function prepare(
  document: Document,
  coding: Coding,
  { staleWhileRevalidate, staleIfError }: Staleness,
  pageHeaders: Headers,
  now: number,
): PreparedHeaders {
  const { lastModified, due, link, type, page, archive, variants } = document;
  const { etag, bytes } = variants[coding] ?? variants.identity;
  const untilDue = due === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor((due - now) / 1000));
  const maxAge = Math.min(document.maxAge, untilDue);
  const stale = Math.min(staleWhileRevalidate, Math.max(0, untilDue - maxAge));
  const forEver = archive !== undefined && due === undefined;
  const notModified: Headers = {
    etag,
    "cache-control": forEver
      ? `public, max-age=${maxAge}, immutable`
      : `public, max-age=${maxAge}, stale-while-revalidate=${stale}, stale-if-error=${staleIfError}`,
    vary: page === undefined ? "Accept-Encoding" : varyWithPages,
    ...corsHeaders,
    "x-content-type-options": "nosniff",
  };
  // RFC 9110 section 8.8.2.1: never later than the message's own date, which matters when the clock was set back.
  if (lastModified <= now) notModified["last-modified"] = new Date(lastModified).toUTCString();
  if (link !== undefined) notModified.link = link;
  const ok: Headers = { ...notModified, "content-type": type, "content-length": bytes };
  if (coding !== "identity") ok["content-encoding"] = coding;
  if (type.startsWith("text/html")) Object.assign(ok, pageHeaders);
  return { ok, notModified };
}
