import { parseHttpDate } from "../http/date.ts";
import type { Coding, Document } from "../published/snapshot.ts";
import { type AcceptedCodings, weightOf } from "./accept-encoding.ts";

export type Conditions = { ifNoneMatch: string | undefined; ifModifiedSince: string | undefined };

/** The coding that a 200 would have, the codings that the client accepts, and the time in milliseconds since 1970. */
export type NegotiatedCoding = { chosen: Coding; accepted: AcceptedCodings; now: number };

/** A member of If-None-Match (RFC 9110 section 8.8.3). Old versions of Apache add a suffix after the quotes. */
const listMember = /(?:^|,)[ \t]*(?:W\/)?"([^"]*)"(-[a-z]+)?[ \t]*(?=,|$)/g;
/** The name of a state, and its suffixes: Courant's, one that a proxy added, or both. */
const stateAndSuffix = /^(.*?)(?:-(gzip|br|zstd|deflate|gz))?(?:-(?:gzip|br|zstd|deflate|gz))?$/;

/**
 * Decides whether a conditional GET or HEAD is answered 304 (RFC 9110 section 13.2.2).
 * If-None-Match, a list or `*`, is compared weakly (section 8.8.3.2). The tag of any coding of the current document
 * matches, with or without a suffix that a proxy added, if the client accepts that coding: a cache then answers with the
 * stored response that the 304 names (RFC 9111 section 4.3.4). If-Modified-Since counts only without If-None-Match
 * (section 13.1.3), and an invalid date is ignored.
 * @returns the coding whose tag the 304 names; undefined when the answer is not 304
 */
export function unmodifiedCoding(
  { ifNoneMatch, ifModifiedSince }: Conditions,
  { variants, lastModified }: Pick<Document, "variants" | "lastModified">,
  negotiated: NegotiatedCoding,
): Coding | undefined {
  if (ifNoneMatch !== undefined) return matchingCoding(ifNoneMatch, variants, negotiated);
  if (ifModifiedSince === undefined) return undefined;
  const since = parseHttpDate(ifModifiedSince, negotiated.now);
  return since !== undefined && lastModified <= since ? negotiated.chosen : undefined;
}

function matchingCoding(
  header: string,
  variants: Document["variants"],
  { chosen, accepted }: NegotiatedCoding,
): Coding | undefined {
  if (header === variants[chosen]?.etag || header.trim() === "*") return chosen;
  const name = variants.identity.etag.slice(1, -1);
  if (!header.includes(name)) return undefined;
  let found: Coding | undefined;
  for (const tag of parseEntityTags(header)) {
    if (tag.state !== name) continue;
    const coding = tag.suffix in variants ? (tag.suffix as Coding) : "identity";
    if (coding === chosen) return chosen;
    if (weightOf(coding, accepted) > 0) found ??= coding;
  }
  return found;
}

/** The tag that a client sent, without its quotes, and the state of a document that it names. */
type EntityTag = { tag: string; state: string; suffix: string };

/** Returns the states that If-None-Match names, without the suffixes that proxies added to their tags. */
export function* parseEntityTags(ifNoneMatch: string): Generator<EntityTag> {
  for (const [, tag = "", after = ""] of ifNoneMatch.matchAll(listMember)) {
    const [, name = "", suffix = "identity"] = stateAndSuffix.exec(tag + after) ?? [];
    yield { tag, state: name, suffix };
  }
}
