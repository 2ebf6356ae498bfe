import { readFileSync } from "node:fs";

/**
 * A configuration of docs/examples, with names and places changed to those of a test.
 * @param name the file's name, for example `nginx.conf`
 * @param changes each must be there, so that nothing that was written for a real machine is used
 */
export function recipe(name: string, changes: readonly [from: string, to: string][]): string {
  const text = readFileSync(new URL(`../../docs/examples/${name}`, import.meta.url), "utf8");
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`docs/examples/${name} has no ${JSON.stringify(from)}`);
    return changed.replaceAll(from, to);
  }, text);
}
