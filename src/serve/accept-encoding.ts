import type { Coding, Document } from "../publish/snapshot.ts";

/** What an Accept-Encoding header says: a weight for each coding it names, and one for the rest. */
type Preferences = { weights: ReadonlyMap<string, number>; rest: number | undefined };

/**
 * Chooses the coding of a response (RFC 9110 section 12.5.3): the heaviest weight, then the fewest bytes.
 * @param header Accept-Encoding, undefined when absent: then `identity`
 * @returns undefined when nothing is acceptable, which takes an explicit `identity;q=0` or `*;q=0`
 */
export type ChooseCoding = (header: string | undefined, variants: Document["variants"]) => Coding | undefined;

/** Headers repeat: nearly every client sends one of a few, so each is parsed once; strange ones do not pile up. */
export function codingChooser({ maxKept = 1000 } = {}): ChooseCoding {
  const kept = new Map<string, Preferences>();
  return function chooseCoding(header, variants) {
    if (header === undefined) return "identity";
    let preferences = kept.get(header);
    if (!preferences) {
      preferences = parse(header);
      if (kept.size >= maxKept) kept.clear();
      if (header.length <= 200) kept.set(header, preferences);
    }
    return choose(preferences, variants);
  };
}

function choose(preferences: Preferences, variants: Document["variants"]): Coding | undefined {
  let chosen: Coding | undefined;
  let weight = 0;
  let bytes = Number.POSITIVE_INFINITY;
  for (const coding in variants) {
    const candidate = coding as Coding;
    const candidateWeight = weightOf(candidate, preferences);
    const candidateBytes = variants[candidate]?.bytes ?? Number.POSITIVE_INFINITY;
    if (candidateWeight > weight || (candidateWeight > 0 && candidateWeight === weight && candidateBytes < bytes)) {
      chosen = candidate;
      weight = candidateWeight;
      bytes = candidateBytes;
    }
  }
  return chosen;
}

function weightOf(coding: Coding, { weights, rest }: Preferences): number {
  const named = weights.get(coding) ?? (coding === "gzip" ? weights.get("x-gzip") : undefined);
  if (named !== undefined) return named;
  if (coding !== "identity") return rest ?? 0;
  return rest === 0 ? 0 : unlistedIdentity;
}

/** `identity` is always acceptable unless excluded, but whoever lists codings prefers those. */
const unlistedIdentity = 0.0001;

function parse(header: string): Preferences {
  const weights = new Map<string, number>();
  for (const part of header.split(",")) {
    const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
    if (name) weights.set(name, weightIn(parameters));
  }
  const rest = weights.get("*");
  weights.delete("*");
  return { weights, rest };
}

/** The weight among a coding's parameters (RFC 9110 section 12.4.2); one that is none excludes nothing. */
function weightIn(parameters: readonly string[]): number {
  const q = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  return q !== undefined && /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(q) ? Number(q) : 1;
}
