import { randomUUID } from "node:crypto";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CourantError, messageOf } from "../../errors.ts";

/** What Courant itself keeps in DATA_DIR: no backup may take its place. */
const own = /^(?:(?:courant|lock)\.sqlite(?:-.*|\.restor.*)?|admin-token|service\.json|inbox-reading\.json)$/;

/**
 * Writes a file that is there whole or not at all, for its owner alone: articles stand in it before they are published.
 * @param write writes the file of the name that it is given, which is there and empty
 * @returns what `write` does, and the size in bytes
 * @throws USAGE_INVALID when the file is there already, unless `force`, or is one of Courant's own; FILE_UNWRITABLE
 */
export async function writeFileWhole<T>(
  file: string,
  { force, dataDir }: { force: boolean; dataDir: string },
  write: (temporary: string) => Promise<T>,
): Promise<{ result: T; bytes: number }> {
  const target = await realpath(file).catch(() => resolve(file));
  await checkPlace(target, dataDir);
  await checkFree(target, force);
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    await (await open(temporary, "wx", 0o600)).close();
    const result = await write(temporary);
    await checkFree(target, force);
    const bytes = await sync(temporary);
    await rename(temporary, target);
    await syncFolder(dirname(target));
    return { result, bytes };
  } catch (error) {
    for (const suffix of ["", "-journal", "-wal", "-shm"]) await rm(temporary + suffix, { force: true });
    if (!isSystemError(error)) throw error;
    throw new CourantError(
      "FILE_UNWRITABLE",
      `${file} cannot be written: ${messageOf(error)}. See that its folder exists, that you may write there, and that the disk is not full.`,
      { cause: error },
    );
  }
}

/** A rename is durable once its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  await sync(folder);
}

async function sync(path: string): Promise<number> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

async function checkPlace(target: string, dataDir: string): Promise<void> {
  const folder = await realpath(dirname(target)).catch(() => dirname(target));
  const data = await realpath(dataDir).catch(() => resolve(dataDir));
  if (folder !== data || !own.test(basename(target))) return;
  throw new CourantError(
    "USAGE_INVALID",
    `${join(folder, basename(target))} is a file of Courant's own. Choose another name, best on another disk.`,
  );
}

async function checkFree(target: string, force: boolean): Promise<void> {
  const there = await stat(target).catch(() => undefined);
  if (!there || (force && there.isFile())) return;
  throw new CourantError(
    "USAGE_INVALID",
    there.isFile()
      ? `${target} is there already. Choose another name, or replace it with --force.`
      : `${target} is not a file. Choose the name of a file.`,
  );
}

/** What the operating system says, and SQLite where it cannot write. */
function isSystemError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof CourantError || !("code" in error)) return false;
  return "syscall" in error || error.code === "ERR_SQLITE_ERROR";
}
