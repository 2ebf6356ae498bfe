import { readFileSync } from "node:fs";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/**
 * A configuration as the README has it, with names and places changed to those of a test.
 * @param name what its first line names, for example `courant.conf`
 * @param changes each must be there, so that nothing that was written for a real machine is used
 */
export function recipe(name: string, changes: readonly [from: string, to: string][]): string {
  const text = readme
    .split(/^```/m)
    .find((block) => block.startsWith("nginx\n") && block.split("\n")[1]?.endsWith(`/${name}`));
  if (text === undefined) throw new Error(`The README has no configuration ${name}`);
  return changes.reduce(
    (changed, [from, to]) => {
      if (!changed.includes(from)) throw new Error(`${name} has no ${JSON.stringify(from)}`);
      return changed.replaceAll(from, to);
    },
    text.replace(/^nginx\n/, ""),
  );
}
