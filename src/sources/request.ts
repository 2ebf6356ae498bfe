import type { FetchAnswer, Fetcher } from "../fetch/fetcher.ts";
import type { SourceAnswer } from "./parse-answer.ts";

/** The validators of the last state that was read, for a conditional request (RFC 9110 section 13.1). */
export type Validators = { etag?: string | undefined; lastModified?: string | undefined };

/** Prefers feeds to pages, if an address has both. */
const acceptedTypes =
  "application/feed+json, application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, " +
  "application/xml;q=0.8, application/json;q=0.8, text/html;q=0.5, */*;q=0.1";

/**
 * Sends a conditional request to a source.
 * @throws FETCH_REFUSED, FETCH_FAILED
 */
export function requestSource(
  fetcher: Fetcher,
  address: string,
  { etag, lastModified }: Validators,
): Promise<FetchAnswer> {
  return fetcher.fetch(address, {
    headers: {
      accept: acceptedTypes,
      ...(etag !== undefined && { "if-none-match": etag }),
      ...(lastModified !== undefined && { "if-modified-since": lastModified }),
    },
  });
}

/** Converts an answer for the parser. @param name the name in messages */
export function toSourceAnswer(name: string, { url, headers, body }: FetchAnswer): SourceAnswer {
  return { name, url, mediaType: headers["content-type"], robots: headers["x-robots-tag"], bytes: body };
}
