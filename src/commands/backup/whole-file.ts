import { randomUUID } from "node:crypto";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CourantError, messageOf } from "../../errors.ts";

/** Names of files that Courant itself keeps in DATA_DIR. A backup or export must not overwrite them. */
const ownFileNames =
  /^(?:(?:courant|lock)\.sqlite(?:-.*|\.restor.*|\.migrating.*)?|admin-token|service\.json|inbox-reading\.json)$/;

/**
 * Writes a file so that it exists whole or not at all. Only its owner may read it, because it holds articles that are not
 * published yet.
 * @param write writes to the path it is given, where an empty file exists
 * @returns the result of `write`, and the size in bytes
 * @throws USAGE_INVALID if the file exists and `force` is not set, or if it is one of Courant's own; FILE_UNWRITABLE
 */
export async function writeFileWhole<T>(
  file: string,
  { force, dataDir }: { force: boolean; dataDir: string },
  write: (temporary: string) => Promise<T>,
): Promise<{ result: T; bytes: number }> {
  const target = await realpath(file).catch(() => resolve(file));
  await checkNotOwnFile(target, dataDir);
  await checkFree(target, force);
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    await (await open(temporary, "wx", 0o600)).close();
    const result = await write(temporary);
    await checkFree(target, force);
    const bytes = await syncFile(temporary);
    await rename(temporary, target);
    await syncFolder(dirname(target));
    return { result, bytes };
  } catch (error) {
    for (const suffix of ["", "-journal", "-wal", "-shm"]) await rm(temporary + suffix, { force: true });
    if (!isSystemError(error)) throw error;
    throw new CourantError(
      "FILE_UNWRITABLE",
      `${file} cannot be written: ${messageOf(error)}. Check that its folder exists, that you may write there, and that the disk is not full.`,
      { cause: error },
    );
  }
}

/** Syncs a folder to the disk: only then does a rename in it survive a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  await syncFile(folder);
}

/** Syncs a file to the disk. @returns its size in bytes */
export async function syncFile(path: string): Promise<number> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

async function checkNotOwnFile(target: string, dataDir: string): Promise<void> {
  const folder = await realpath(dirname(target)).catch(() => dirname(target));
  const dataFolder = await realpath(dataDir).catch(() => resolve(dataDir));
  if (folder !== dataFolder || !ownFileNames.test(basename(target))) return;
  throw new CourantError(
    "USAGE_INVALID",
    `${join(folder, basename(target))} is a file of Courant's own. Choose another name, preferably on another disk.`,
  );
}

async function checkFree(target: string, force: boolean): Promise<void> {
  const stats = await stat(target).catch(() => undefined);
  if (!stats || (force && stats.isFile())) return;
  throw new CourantError(
    "USAGE_INVALID",
    stats.isFile()
      ? `${target} already exists. Choose another name, or replace it with --force.`
      : `${target} is not a file. Choose the name of a file.`,
  );
}

/** Tells whether an error comes from the operating system, or from SQLite when it cannot write. */
function isSystemError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof CourantError || !("code" in error)) return false;
  return "syscall" in error || error.code === "ERR_SQLITE_ERROR";
}
