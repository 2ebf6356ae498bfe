import { cutDelta, type Deltas } from "../published/deltas.ts";
import type { Coding, Document } from "../published/snapshot.ts";
import { type AcceptedCodings, parseWeights, weightOf } from "./accept-encoding.ts";
import { parseEntityTags } from "./conditional.ts";
import { supportsDeltas } from "./delta-readers.ts";
import type { Headers } from "./headers.ts";

/** An answer 226 (RFC 3229 section 10.4.1). Its headers replace those of the 200 in the same coding. */
export type Delta = {
  coding: Coding;
  headers: Headers;
  /** Returns the body. @param document the bytes of the document in this coding */
  cut(document: Buffer): Buffer;
};

/** The parts of a request that a delta depends on. `coding` is the coding of the 200. */
type DeltaRequest = {
  userAgent: string | undefined;
  aIm: string;
  ifNoneMatch: string | undefined;
  coding: Coding;
  accepted: AcceptedCodings;
};

/**
 * Creates the delta for a client that has a former state of the document and sends `A-IM: feed`: the document with only
 * the items that are new or changed since that state. It is not compressed, because it is cut out during the request.
 * When all items are new or changed, it is the whole document, in the coding of the 200.
 *
 * Caches must not store a delta, which differs for each state. So there is no `Vary: A-IM`: a cache only stores the whole
 * document, which is valid for every client.
 * @returns undefined when the answer is the whole document: the client does not support deltas, A-IM does not accept
 *   `feed`, or no state that the client has is known
 */
export function createDelta(document: Document, request: DeltaRequest): Delta | undefined {
  const { deltas, deltasForAll, variants, privateTo } = document;
  if (!deltas || !(deltasForAll || supportsDeltas(request.userAgent))) return undefined;
  if (request.ifNoneMatch === undefined || !acceptsFeed(request.aIm)) return undefined;
  const base = findDeltaBase(request.ifNoneMatch, deltas.past);
  if (!base) return undefined;
  const isWhole = deltas.ages.every((age) => age <= base.index);
  const coding = isWhole ? request.coding : "identity";
  if (!variants[coding] || (!isWhole && weightOf("identity", request.accepted) === 0)) return undefined;
  // A cache that knows `im` may store a delta in spite of `no-store` (RFC 3229).
  const cacheControl = privateTo === undefined ? "no-store, im" : "private, no-store, im";
  return {
    coding,
    headers: { im: "feed", "delta-base": `"${base.tag}"`, "cache-control": cacheControl },
    cut: (whole) => (isWhole ? whole : cutDelta(whole, deltas, base.index)),
  };
}

const manipulations: ReadonlySet<string> = new Set(["feed", "identity"]);

/** Tells whether A-IM (RFC 3229 section 10.5.3) lists `feed`, and does not prefer the whole document. */
function acceptsFeed(aIm: string): boolean {
  const weights = parseWeights(aIm, manipulations);
  const feed = weights.get("feed") ?? 0;
  return feed > 0 && feed >= (weights.get("identity") ?? 0);
}

/** Finds the newest known state that the client has, and the tag that the client sent for it. */
function findDeltaBase(ifNoneMatch: string, past: Deltas["past"]): { index: number; tag: string } | undefined {
  let newest: { index: number; tag: string } | undefined;
  for (const { tag, state } of parseEntityTags(ifNoneMatch)) {
    const index = past.indexOf(state);
    if (index >= 0 && index < (newest?.index ?? past.length)) newest = { index, tag };
  }
  return newest;
}
