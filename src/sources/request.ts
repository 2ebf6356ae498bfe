import type { Answer, Fetcher } from "../fetch/fetcher.ts";
import type { SourceAnswer } from "./parse-answer.ts";

/** What was said of the last state that was read, to be asked only for another (RFC 9110 section 13.1). */
export type Validators = { etag?: string | undefined; lastModified?: string | undefined };

/** Feeds before pages, where an address has both. */
const accepted =
  "application/feed+json, application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, " +
  "application/xml;q=0.8, application/json;q=0.8, text/html;q=0.5, */*;q=0.1";

/**
 * Asks for what may have changed.
 * @throws FETCH_REFUSED, FETCH_FAILED
 */
export function requestSource(fetcher: Fetcher, address: string, { etag, lastModified }: Validators): Promise<Answer> {
  return fetcher.fetch(address, {
    headers: {
      accept: accepted,
      ...(etag !== undefined && { "if-none-match": etag }),
      ...(lastModified !== undefined && { "if-modified-since": lastModified }),
    },
  });
}

/** An answer as it is read. @param name what it is called in messages */
export function sourceAnswer(name: string, { url, headers, body }: Answer): SourceAnswer {
  return { name, url, mediaType: headers["content-type"], robots: headers["x-robots-tag"], bytes: body };
}
