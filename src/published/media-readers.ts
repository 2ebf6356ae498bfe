import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { list, text } from "./guards.ts";
import { replaceFiles, syncAll } from "./replace-files.ts";

/** The mark in the folder of private media: the slugs of the channels whose subscribers may read it, in JSON. */
export const privateMark = ".private";

const isReaders = list(text(/^[a-z0-9-]+$/));

/**
 * Reads who may read the media in a folder. A mark that cannot be read lets nobody in.
 * @returns the slugs of channels; undefined for everybody
 */
export async function readMediaReaders(folder: string): Promise<readonly string[] | undefined> {
  try {
    const readers: unknown = JSON.parse(await readFile(join(folder, privateMark), "utf8"));
    return isReaders(readers) ? readers : [];
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT" ? undefined : [];
  }
}

/** Marks the media in a folder as private, or as public. It is on disk when the promise resolves. */
export async function writeMediaReaders(folder: string, readers: readonly string[] | undefined): Promise<void> {
  const file = join(folder, privateMark);
  if (readers === undefined) await rm(file, { force: true });
  else await replaceFiles([{ file, body: Buffer.from(JSON.stringify(readers)) }]);
  await syncAll([folder]);
}
