import type { ConfigFile } from "./schema.ts";

/** Returns the first names of the settings that differ between two configurations. Pure. */
export function namesOfChanges(before: ConfigFile, after: ConfigFile): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof ConfigFile)[];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
