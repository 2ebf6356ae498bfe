import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { missing, openFolder, startProgram } from "./program.ts";
import { recipe } from "./recipe.ts";

export const noVarnish = missing("varnishd", "-V", "varnish");

/**
 * A Varnish of its own with docs/examples/default.vcl: its built-in rules and nothing else.
 * @param example another file of docs/examples
 */
export async function startVarnish(
  t: Test,
  port: number,
  origin: number,
  parameters: string[] = [],
  example = "default.vcl",
): Promise<void> {
  const folder = await openFolder(t);
  const vcl = join(folder, "origin.vcl");
  await writeFile(vcl, recipe(example, [['"8080"', `"${origin}"`]]));
  const settings = parameters.flatMap((parameter) => ["-p", parameter]);
  const place = ["-j", "none", "-n", join(folder, "work"), "-s", "malloc,16m"];
  await startProgram(t, "varnishd", ["-F", ...place, "-a", `127.0.0.1:${port}`, "-f", vcl, ...settings], port);
}
