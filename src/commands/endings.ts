import { extname } from "node:path";
import { importExtensions } from "../ingest/detect-format.ts";

const taken: ReadonlySet<string> = new Set(importExtensions);

/** Endings that are named in one message. */
const endingsNamed = 10;

/** The endings that are taken, as messages name them. */
export const takenEndings = importExtensions.join(", ");

/** The ending of a file's name, in lower case and with its dot; empty where there is none, as in `README`. */
export function endingOf(name: string): string {
  return extname(name).toLowerCase();
}

/**
 * Whether a file that stands in a folder is taken. Only its name decides: tables, scripts and settings are text as well,
 * and nobody means to publish them.
 */
export function isTaken(name: string): boolean {
  return taken.has(endingOf(name));
}

/**
 * Says which files of a folder are not imported, and what to do.
 * @param others how many links, sockets and the like are there
 * @returns undefined where everything is taken
 */
export function whyPassedOver(names: readonly string[], others: number): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names.filter((each) => !isTaken(each))) {
    const ending = endingOf(name);
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1));
  const rest = sorted.slice(endingsNamed).reduce((sum, [, count]) => sum + count, 0);
  const groups = [
    ...sorted.slice(0, endingsNamed).map(([ending, count]) => `${count} ${ending || "without an ending"}`),
    ...(rest > 0 ? [`${rest} with other endings`] : []),
    ...(others > 0 ? [`${others} that are links or no files`] : []),
  ];
  if (groups.length === 0) return undefined;
  return `${groups.join(", ")}. Files in a folder are imported when they end in ${takenEndings}; name a file itself to import it all the same.`;
}
