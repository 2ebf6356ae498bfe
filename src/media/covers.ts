import type { MediaFacts } from "../article/media.ts";
import type { Config } from "../config/schema.ts";
import type { ProbeResult } from "./probe.ts";

/** The types that Apple takes for the cover of a podcast. */
const coverTypes = new Set(["image/jpeg", "image/png"]);

/** Returns the addresses of the podcasts' covers, each once. */
export function coversOf({ channels }: Pick<Config, "channels">): string[] {
  return [...new Set(channels.flatMap(({ podcast }) => podcast?.image ?? []))];
}

/** Returns a warning for a cover that is no JPEG or PNG; undefined for any other, and when the type is not known. */
export function warningForCover(cover: string, facts: MediaFacts | undefined): string | undefined {
  if (facts?.type === undefined || coverTypes.has(facts.type)) return undefined;
  return describeBadCover(cover, `it is ${facts.type}`);
}

/** Returns a warning for a cover by the outcome of asking for it. A host that is busy or down says nothing of the cover. */
export function warningForAskedCover(cover: string, result: ProbeResult): string | undefined {
  if (result.outcome === "found") return warningForCover(cover, result.facts);
  const isBusy = result.outcome === "failed" && result.isBusy;
  return isBusy ? undefined : describeBadCover(cover, result.error);
}

function describeBadCover(cover: string, reason: string): string {
  return (
    `The podcast's cover ${cover} cannot be shown: ${reason}. Apple and others refuse a podcast without a cover in JPEG ` +
    "or PNG. Put one at that address, or name another in podcast.image."
  );
}
