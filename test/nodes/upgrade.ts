import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { programTree } from "../commands/program-tree.ts";

/** Makes a copy of the program that knows so many steps of the schema more. @returns its folder */
export async function copyLaterProgram(t: Test, steps: number): Promise<string> {
  const { program } = await programTree(t);
  const file = join(program, "src/stores/postgres/migrations.ts");
  const more = Array.from(
    { length: steps },
    (_, step) => `  "CREATE TABLE later_${step} (a TEXT); ALTER TABLE articles ADD COLUMN later_${step} TEXT",\n`,
  );
  const text = await readFile(file, "utf8");
  const changed = text.replace(
    /(export const migrations: readonly string\[\] = \[\n[\s\S]*?\n)\];/,
    `$1${more.join("")}];`,
  );
  if (changed === text) throw new Error(`${file} has no list of migrations`);
  await writeFile(file, changed);
  return program;
}
