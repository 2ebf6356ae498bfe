import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs something with a folder of its own, which is gone afterwards. */
export async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "courant-reader-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Why a program of the system cannot be used, unless it is there in the version that `exceptions.ts` is about. */
export function unlessVersion(name: string, version: string | undefined, wanted: string): string | undefined {
  if (version === undefined) return `${name} is not installed`;
  if (!`${version}.`.startsWith(`${wanted}.`)) return `${name} is ${version} here; what is known is of ${wanted}`;
  return undefined;
}
