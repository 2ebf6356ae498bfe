import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** Every file in a folder, by its path from there, and what changes when it is written, replaced or given another date. */
export function filesIn(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { ino, mtimeMs, ctimeMs } = statSync(path);
      return [relative(folder, path), `${ino} ${mtimeMs} ${ctimeMs}`];
    }),
  );
}

/** Files that came, went, or were touched in between. */
export function changedFiles(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}
