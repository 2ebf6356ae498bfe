import { type Coding, codings, type Document } from "../published/snapshot.ts";

/** A parsed Accept-Encoding header: the weight of each coding that it names, and the weight of `*`. */
export type AcceptedCodings = { weights: ReadonlyMap<string, number>; rest: number | undefined };

/** `identity` is acceptable unless it is excluded, but a client that lists other codings prefers those. */
const unlistedIdentityWeight = Number.MIN_VALUE;

/** Without the header every coding is acceptable. `identity` comes first, because every client can read it. */
const codingsWithoutHeader: AcceptedCodings = { weights: new Map([["identity", 1]]), rest: unlistedIdentityWeight };

/**
 * Creates a parser of Accept-Encoding (RFC 9110 section 12.5.3) with a cache, because nearly all clients send one of a
 * few values. The cache is cleared when it is full, and it does not take long values.
 */
export function createAcceptEncodingReader({ maxCached = 1000 } = {}): (header: string | undefined) => AcceptedCodings {
  const cache = new Map<string, AcceptedCodings>();
  return function readAcceptEncoding(header) {
    if (header === undefined) return codingsWithoutHeader;
    let accepted = cache.get(header);
    if (!accepted) {
      accepted = parse(header);
      if (cache.size >= maxCached) cache.clear();
      if (header.length <= maxCachedLength) cache.set(header, accepted);
    }
    return accepted;
  };
}

const maxCachedLength = 200;

/**
 * Chooses the coding of a response: the coding with the highest weight, and among equal weights the one with fewest bytes.
 * @returns undefined when no coding is acceptable, which takes an explicit `identity;q=0` or `*;q=0`
 */
export function chooseCoding(accepted: AcceptedCodings, variants: Document["variants"]): Coding | undefined {
  let chosen: Coding | undefined;
  let weight = 0;
  let bytes = Number.POSITIVE_INFINITY;
  for (const coding in variants) {
    const candidate = coding as Coding;
    const candidateWeight = weightOf(candidate, accepted);
    const candidateBytes = variants[candidate]?.bytes ?? Number.POSITIVE_INFINITY;
    if (candidateWeight > weight || (candidateWeight > 0 && candidateWeight === weight && candidateBytes < bytes)) {
      chosen = candidate;
      weight = candidateWeight;
      bytes = candidateBytes;
    }
  }
  return chosen;
}

/** Returns the weight of a coding, from 0 (not acceptable) to 1. */
export function weightOf(coding: Coding, { weights, rest }: AcceptedCodings): number {
  const named = weights.get(coding) ?? (coding === "gzip" ? weights.get("x-gzip") : undefined);
  if (named !== undefined) return named;
  if (coding !== "identity") return rest ?? 0;
  return rest === 0 ? 0 : (rest ?? unlistedIdentityWeight);
}

const knownNames: ReadonlySet<string> = new Set([...codings, "x-gzip", "*"]);

function parse(header: string): AcceptedCodings {
  const weights = parseWeights(header, knownNames);
  const rest = weights.get("*");
  weights.delete("*");
  return { weights, rest };
}

/**
 * Parses a list with weights, the syntax of Accept-Encoding and A-IM.
 * @param names the names to find, in lower case; others are ignored
 */
export function parseWeights(header: string, names: ReadonlySet<string>): Map<string, number> {
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(",")) {
    const end = part.indexOf(";");
    const name = (end < 0 ? part : part.slice(0, end)).trim();
    const weight = names.has(name) ? weightIn(end < 0 ? "" : part.slice(end)) : undefined;
    if (weight !== undefined) weights.set(name, weight);
  }
  return weights;
}

/**
 * Finds the weight among the parameters of a coding (RFC 9110 section 12.4.2). It accepts any number of digits.
 * @param parameters the parameters in lower case, each after a semicolon
 * @returns undefined for an invalid weight: the coding then counts as not named, neither wanted nor excluded
 */
function weightIn(parameters: string): number | undefined {
  const [, q] = /;\s*q\s*=([^;]*)/.exec(parameters) ?? [];
  if (q === undefined) return 1;
  return /^(?:0(?:\.\d*)?|1(?:\.0*)?)\s*$/.test(q) ? Number(q) : undefined;
}
