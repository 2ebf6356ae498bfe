import { extname } from "node:path";
import { importExtensions } from "../../ingest/import-formats.ts";

const importExtensionSet: ReadonlySet<string> = new Set(importExtensions);

/** One message lists at most this many endings. */
const maxListedEndings = 10;

/** The endings of files that can be imported, as a list in messages. */
export const importableEndings = importExtensions.join(", ");

/** @returns the ending of a file name, in lower case and with its dot; empty if there is none, as in `README` */
export function endingOf(name: string): string {
  return extname(name).toLowerCase();
}

/**
 * Tells whether a file in a folder is imported. Its name decides, because tables, scripts and settings are text as
 * well, and nobody wants to publish them.
 */
export function hasImportableEnding(name: string): boolean {
  return importExtensionSet.has(endingOf(name));
}

/**
 * Describes the files of a folder that are not imported, and what to do about them.
 * @param specialFileCount how many links, sockets and the like the folder holds
 * @returns undefined when every file is imported
 */
export function describeIgnoredFiles(names: readonly string[], specialFileCount: number): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) {
    if (hasImportableEnding(name)) continue;
    const ending = endingOf(name);
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, aCount], [b, bCount]) => bCount - aCount || (a < b ? -1 : 1));
  const unlistedCount = sorted.slice(maxListedEndings).reduce((sum, [, count]) => sum + count, 0);
  const groups = [
    ...sorted.slice(0, maxListedEndings).map(([ending, count]) => `${count} ${ending || "without an ending"}`),
    ...(unlistedCount > 0 ? [`${unlistedCount} with other endings`] : []),
    ...(specialFileCount > 0 ? [`${specialFileCount} that are links or not files`] : []),
  ];
  if (groups.length === 0) return undefined;
  return `${groups.join(", ")}. From a folder, Courant imports files whose names end in ${importableEndings}; name another file itself to import it anyway.`;
}
