import { access, chmod, constants, copyFile, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { removeSearchFile } from "../../stores/sqlite/search-file.ts";
import { syncFolder } from "../backup/whole-file.ts";

/*
 * Replaces one collection by another in steps that survive a crash. Whenever the process is killed or the power fails,
 * one of the two collections is there, whole:
 *
 * 1. Copy the new collection to `courant.sqlite.restoring`, check it and sync it to the disk.
 * 2. Rename it to `courant.sqlite.restore-TIME`. This decides the restore.
 * 3. Move the old collection and its write-ahead log to `courant.sqlite.before-restore-TIME`.
 *    The index of words is removed: it is built again.
 * 4. Rename the new collection to `courant.sqlite`.
 *
 * After a crash, the next process that works in DATA_DIR finishes steps 3 and 4. A log must never lie beside a collection
 * that is not its own: SQLite would write the log into it.
 */

/** The logs that SQLite keeps beside a database and needs. It creates the `-shm` file again when it is missing. */
const logSuffixes = ["-wal", "-journal"];

const pendingPrefix = (file: string) => `${basename(file)}.restore-`;
const stagedName = (file: string) => `${basename(file)}.restoring`;

/**
 * Copies a collection, with any log beside it, next to the collection that it is to replace.
 * @param file the collection to replace
 * @returns the path of the copy, which only its owner may read
 */
export async function stageCollection(source: string, file: string): Promise<string> {
  await removeStagedCopy(file);
  const copy = join(dirname(file), stagedName(file));
  for (const suffix of ["", ...logSuffixes]) {
    if (suffix !== "" && !(await exists(source + suffix))) continue;
    await copyFile(source + suffix, copy + suffix, constants.COPYFILE_FICLONE);
    await chmod(copy + suffix, 0o600);
  }
  return copy;
}

/** Removes the copy that `stageCollection` made, with its logs, if there is one. */
export async function removeStagedCopy(file: string): Promise<void> {
  const folder = dirname(file);
  for (const name of await listNames(folder)) {
    if (name.startsWith(stagedName(file))) await rm(join(folder, name), { force: true });
  }
}

/**
 * Replaces the collection by the staged copy, which must be a single file without a log.
 * @param time becomes part of the old collection's new name
 * @returns the new path of the old collection, or undefined if there was none
 */
export async function swapCollection(file: string, time: Date): Promise<string | undefined> {
  const folder = dirname(file);
  const copy = join(folder, stagedName(file));
  const handle = await open(copy, "r+");
  await handle.sync().finally(() => handle.close());
  await rename(copy, join(folder, pendingPrefix(file) + time.toISOString().replace(/[-:]/g, "")));
  await syncFolder(folder);
  return finishRestore(file);
}

/** Tells whether a restore was decided but has not finished. */
export async function isRestoring(file: string): Promise<boolean> {
  return (await findPending(file)) !== undefined;
}

/**
 * Finishes a restore that was decided, if there is one. The caller must hold the lock of DATA_DIR.
 * @returns the new path of the old collection, or undefined if there was none or nothing to finish
 */
export async function finishRestore(file: string): Promise<string | undefined> {
  const folder = dirname(file);
  await removeStagedCopy(file);
  const pending = await findPending(file);
  if (pending === undefined) return undefined;
  const before = `${file}.before-restore-${pending.slice(pendingPrefix(file).length)}`;
  for (const suffix of ["", ...logSuffixes]) {
    if (await exists(file + suffix)) await rename(file + suffix, await findFreePath(before + suffix));
  }
  await rm(`${file}-shm`, { force: true });
  removeSearchFile(file);
  await syncFolder(folder);
  await rename(join(folder, pending), file);
  await syncFolder(folder);
  return (await exists(before)) ? before : undefined;
}

async function findPending(file: string): Promise<string | undefined> {
  return (await listNames(dirname(file))).find((name) => name.startsWith(pendingPrefix(file)));
}

async function listNames(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** Appends `~` until the path is free: a collection that was created during an interrupted restore is not overwritten. */
async function findFreePath(path: string): Promise<string> {
  return (await exists(path)) ? findFreePath(`${path}~`) : path;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
