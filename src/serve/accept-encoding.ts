import { type Coding, codings, type Document } from "../published/snapshot.ts";

/** What an Accept-Encoding header says: a weight for each coding it names, and one for `*`. */
export type AcceptedCodings = { weights: ReadonlyMap<string, number>; rest: number | undefined };

/** `identity` is always acceptable unless excluded, but whoever lists codings prefers those. */
const unlistedIdentityWeight = Number.MIN_VALUE;

/** Without the header every coding is acceptable; a client that says nothing is most likely to read `identity`. */
const withoutHeader: AcceptedCodings = { weights: new Map([["identity", 1]]), rest: unlistedIdentityWeight };

/**
 * Reads Accept-Encoding (RFC 9110 section 12.5.3).
 * Headers repeat: nearly every client sends one of a few, so each is parsed once; strange ones do not pile up.
 */
export function createAcceptEncodingReader({ maxKept = 1000 } = {}): (header: string | undefined) => AcceptedCodings {
  const kept = new Map<string, AcceptedCodings>();
  return function readAcceptEncoding(header) {
    if (header === undefined) return withoutHeader;
    let accepted = kept.get(header);
    if (!accepted) {
      accepted = parse(header);
      if (kept.size >= maxKept) kept.clear();
      if (header.length <= 200) kept.set(header, accepted);
    }
    return accepted;
  };
}

/**
 * The coding of a response: the heaviest weight, then the fewest bytes.
 * @returns undefined when nothing is acceptable, which takes an explicit `identity;q=0` or `*;q=0`
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

/** From 0, not acceptable, to 1. */
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
 * A list with weights, as Accept-Encoding and A-IM have it.
 * @param names those that are looked for, in lower case
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
 * The weight among a coding's parameters (RFC 9110 section 12.4.2), with any number of digits.
 * @param parameters in lower case, each after a semicolon
 * @returns undefined for one that cannot be read: then the coding counts as not named, neither wanted nor excluded
 */
function weightIn(parameters: string): number | undefined {
  const [, q] = /;\s*q\s*=([^;]*)/.exec(parameters) ?? [];
  if (q === undefined) return 1;
  return /^(?:0(?:\.\d*)?|1(?:\.0*)?)\s*$/.test(q) ? Number(q) : undefined;
}
