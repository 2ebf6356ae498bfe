import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import type { Test } from "tap";
import { freePort } from "../free-port.ts";
import type { Place } from "./process.ts";

export type ProgramTree = Place & { program: string; env: { DATA_DIR: string; FEEDS_DIR: string } };

/** The folder of the repository. */
export const repository = new URL("../..", import.meta.url).pathname;

/**
 * A copy of the program that works as it came, with its own configuration, on data of its own.
 * @param names what is copied
 * @param isCopied whether a path below the repository, with `/` between names, goes with it
 */
export async function programTree(
  t: Test,
  names = ["package.json", "src", "config"],
  isCopied: (path: string) => boolean = () => true,
): Promise<ProgramTree> {
  const folder = await mkdtemp(join(tmpdir(), "courant-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, "program");
  for (const name of names) {
    await mkdir(dirname(join(program, name)), { recursive: true });
    await cp(join(repository, name), join(program, name), {
      recursive: true,
      filter: (path) => isCopied(relative(repository, path).replaceAll(sep, "/")),
    });
  }
  await symlink(join(repository, "node_modules"), join(program, "node_modules"));
  const env = {
    PATH: process.env.PATH ?? "",
    DATA_DIR: join(folder, "data"),
    FEEDS_DIR: join(folder, "feeds"),
    PORT: String(await freePort()),
    LOG_LEVEL: "error",
  };
  return { folder, env, program };
}
