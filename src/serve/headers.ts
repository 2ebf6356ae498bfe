import { cacheKeyHeaders } from "../published/cache-keys.ts";
import type { Coding, Document } from "../published/snapshot.ts";
import { privateHeaders } from "./private-headers.ts";

export type Headers = Record<string, string | number>;

/** CORS (https://fetch.spec.whatwg.org/#http-cors-protocol): every site may read feeds, and the errors for them. */
export const corsHeaders: Headers = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "ETag, Last-Modified, Link, Retry-After",
};

/** The Vary header of a document with a page: the choice between the two depends on `Sec-Fetch-Dest`. */
export const varyWithPages = "Accept-Encoding, Sec-Fetch-Dest";

/** The numbers of seconds that caches may keep stale documents (RFC 5861). */
export type Staleness = { staleWhileRevalidate: number; staleIfError: number };

/** Tells whether caches are purged of what changes; undefined when there are none to purge, and no keys are sent. */
export type Purging = (() => boolean) | undefined;

type HeaderSettings = { staleness: Staleness; pageHeaders: Headers; purging: Purging };

type PreparedSettings = Omit<HeaderSettings, "purging"> & { isPurging: boolean; cacheKeys: Headers };

/** The headers of a 200, and those among them that a 304 repeats (RFC 9110 section 15.4.5). */
export type PreparedHeaders = { ok: Headers; notModified: Headers };

/**
 * Creates the headers of each representation once, and again for each request while they depend on the time.
 * An archive is `immutable` (RFC 8246), unless an article in it expires.
 * @param settings.pageHeaders the additional headers of HTML pages
 */
export function createHeaderCache(settings: HeaderSettings) {
  const { purging } = settings;
  let prepared = new WeakMap<Document, Partial<Record<Coding, PreparedHeaders>>>();
  let wasPurging = false;
  const cacheKeys = new WeakMap<Document, Headers>();

  function cacheKeysOf(document: Document): Headers {
    if (!purging) return {};
    const known = cacheKeys.get(document);
    if (known) return known;
    const { path, channel, channels = [] } = document;
    const keys = cacheKeyHeaders(path, channel === undefined ? channels : [channel]);
    cacheKeys.set(document, keys);
    return keys;
  }

  const prepareNow = (document: Document, coding: Coding, isPurging: boolean, now: number) =>
    prepare(document, coding, { ...settings, isPurging, cacheKeys: cacheKeysOf(document) }, now);

  /**
   * @param coding a coding that the document has
   * @param now the time in milliseconds since 1970; `max-age` never reaches past the time at which the document is due
   */
  return function headersOf(document: Document, coding: Coding, now: number): PreparedHeaders {
    const isPurging = purging?.() ?? false;
    if (isPurging !== wasPurging) {
      wasPurging = isPurging;
      prepared = new WeakMap();
    }
    const dependsOnTime = document.due !== undefined || document.lastModified > now;
    if (dependsOnTime) return prepareNow(document, coding, isPurging, now);
    let cached = prepared.get(document);
    if (!cached) {
      cached = {};
      prepared.set(document, cached);
    }
    cached[coding] ??= prepareNow(document, coding, isPurging, now);
    return cached[coding];
  };
}

/**
 * A document that is due for longer than this is not made because publishing is down. It gets a freshness again, since
 * otherwise all caches would ask for each request.
 */
const overdueAfterMs = 10_000;
const overdueMaxAgeSeconds = 60;

/** Shared caches that are purged may keep a document for a day (RFC 9213). */
const sharedMaxAgeSeconds = 86_400;

function prepare(
  document: Document,
  coding: Coding,
  { staleness, pageHeaders, isPurging, cacheKeys }: PreparedSettings,
  now: number,
): PreparedHeaders {
  const { staleWhileRevalidate, staleIfError } = staleness;
  const { lastModified, due, link, type, page, archive, variants, privateTo } = document;
  const { etag, bytes } = variants[coding] ?? variants.identity;
  const untilDue = due === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor((due - now) / 1000));
  const isOverdue = due !== undefined && now - due > overdueAfterMs;
  const maxAge = Math.min(document.maxAge, isOverdue ? overdueMaxAgeSeconds : untilDue);
  const stale = Math.min(staleWhileRevalidate, Math.max(0, untilDue - maxAge));
  const isImmutable = archive !== undefined && due === undefined;
  const vary = page === undefined ? "Accept-Encoding" : varyWithPages;
  const notModified: Headers =
    privateTo === undefined
      ? {
          etag,
          "cache-control": isImmutable
            ? `public, max-age=${maxAge}, immutable`
            : `public, max-age=${maxAge}, stale-while-revalidate=${stale}, stale-if-error=${staleIfError}`,
          vary,
          ...corsHeaders,
          "x-content-type-options": "nosniff",
          ...cacheKeys,
        }
      : { etag, "cache-control": `private, max-age=${maxAge}`, vary: `${vary}, Authorization`, ...privateHeaders };
  if (isPurging && privateTo === undefined) {
    const sharedMaxAge = Math.min(sharedMaxAgeSeconds, isOverdue ? overdueMaxAgeSeconds : untilDue);
    notModified["cdn-cache-control"] = `max-age=${sharedMaxAge}`;
  }
  // Last-Modified must not be later than Date (RFC 9110 section 8.8.2.1). It can be after the clock was set back.
  if (lastModified <= now) notModified["last-modified"] = new Date(lastModified).toUTCString();
  if (link !== undefined) notModified.link = link;
  const ok: Headers = {
    ...notModified,
    "content-type": type,
    "content-length": bytes,
    ...(coding !== "identity" && { "content-encoding": coding }),
    ...(type.startsWith("text/html") && pageHeaders),
    ...(privateTo !== undefined && privateHeaders),
  };
  return { ok, notModified };
}
