import { baseAddressOf } from "../fetch/base-address.ts";
import type { FetchAnswer, Fetcher } from "../fetch/fetcher.ts";
import type { SourceAnswer } from "../ingest-queue/parse-answer.ts";

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
export function toSourceAnswer(name: string, answer: FetchAnswer): SourceAnswer {
  const { headers, body: bytes } = answer;
  const [mediaType, robots] = [headers["content-type"], headers["x-robots-tag"]];
  return { name, url: baseAddressOf(answer), mediaType, robots, bytes };
}
