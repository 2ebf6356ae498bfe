import { type Deltas, splitItems } from "../published/deltas.ts";
import type { Coding, Document } from "../published/snapshot.ts";
import { type AcceptedCodings, parseWeights, weightOf } from "./accept-encoding.ts";
import { parseEntityTags } from "./conditional.ts";
import { supportsDeltas } from "./delta-readers.ts";
import type { Headers } from "./headers.ts";

/** An answer 226 (RFC 3229 section 10.4.1): the headers of the 200 in this coding, with these in their places. */
export type Delta = { coding: Coding; headers: Headers; body: Buffer };

/** The request; `coding` is that of the 200. A delta is made when it is asked for, which leaves no time to compress it. */
type DeltaRequest = {
  userAgent: string | undefined;
  aIm: string;
  ifNoneMatch: string | undefined;
  coding: Coding;
  accepted: AcceptedCodings;
};

/**
 * What a client is sent that has a former state of the document and asks with `A-IM: feed`: the document with only those
 * items that are new or changed since. Where that is every item, it is the document as it is, in the client's coding.
 *
 * It is not to be stored: it is another thing for each state. So there is no `Vary: A-IM` either: whatever a cache has
 * stored is the whole document, which every client may be sent.
 * @returns undefined where the whole document is due: the client may not cope with less, A-IM says nothing of `feed`, or
 *   the states are not known
 */
export function createDelta({ deltas, deltasForAll, variants }: Document, asked: DeltaRequest): Delta | undefined {
  if (!deltas || !(deltasForAll || supportsDeltas(asked.userAgent))) return undefined;
  if (asked.ifNoneMatch === undefined || !acceptsFeed(asked.aIm)) return undefined;
  const base = findDeltaBase(asked.ifNoneMatch, deltas.past);
  if (!base) return undefined;
  const isWhole = deltas.ages.every((age) => age <= base.index);
  const coding = isWhole ? asked.coding : "identity";
  const document = variants[coding]?.body;
  if (!document || (!isWhole && weightOf("identity", asked.accepted) === 0)) return undefined;
  const body = isWhole ? document : extractDelta(document, deltas, base.index);
  return {
    coding,
    body,
    headers: {
      im: "feed",
      "delta-base": `"${base.tag}"`,
      "cache-control": "no-store, im",
      "content-length": body.length,
    },
  };
}

const manipulations: ReadonlySet<string> = new Set(["feed", "identity"]);

/** RFC 3229 section 10.5.3: `feed` is listed, and the client does not rather have the whole. */
function acceptsFeed(aIm: string): boolean {
  const weights = parseWeights(aIm, manipulations);
  const feed = weights.get("feed") ?? 0;
  return feed > 0 && feed >= (weights.get("identity") ?? 0);
}

/** Of the states that the client has, the newest one that is known, and the tag by which the client knows it. */
function findDeltaBase(ifNoneMatch: string, past: Deltas["past"]): { index: number; tag: string } | undefined {
  let newest: { index: number; tag: string } | undefined;
  for (const { tag, state } of parseEntityTags(ifNoneMatch)) {
    const index = past.indexOf(state);
    if (index >= 0 && index < (newest?.index ?? past.length)) newest = { index, tag };
  }
  return newest;
}

/** The document without the items that the state `past[index]` has, and without what it says of the whole. */
function extractDelta(document: Buffer, deltas: Deltas, index: number): Buffer {
  const { head, whole: [from, to] = [head, head], separator, tail, items, ages } = deltas;
  const end = head + (items[0] ?? 0);
  const between = document.subarray(end, end + separator);
  const wanted = splitItems(deltas, document).filter((_, position) => (ages[position] ?? 0) <= index);
  return Buffer.concat([
    document.subarray(0, from),
    document.subarray(to, head),
    ...wanted.flatMap((item, position) => (position === 0 ? [item] : [between, item])),
    document.subarray(document.length - tail),
  ]);
}
