import { access, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { linkOrCopy } from "../../published/media-files.ts";
import { removeSearchFile } from "../../stores/sqlite/search-file.ts";
import { syncFolder } from "../backup/whole-file.ts";
import { moveFile } from "./move-file.ts";

/*
 * Replaces what DATA_DIR holds by a backup, in steps that survive a crash. Whenever the process is killed or the power
 * fails, one of the two collections is there, whole:
 *
 * 1. Write the files of the backup to the folder `courant.sqlite.restoring`, check them and sync them to the disk.
 * 2. Rename it to `courant.sqlite.restore-TIME`. This decides the restore.
 * 3. Move its other files to their places, then its uploaded media.
 * 4. Move the old collection and its write-ahead log to `courant.sqlite.before-restore-TIME`.
 *    The index of words is removed: it is built again.
 * 5. Rename the new collection to `courant.sqlite`, and remove the folder.
 *
 * After a crash, the next process that works in DATA_DIR finishes steps 3 to 5. A log must never lie beside a collection
 * that is not its own: SQLite would write the log into it.
 */

/** The logs that SQLite keeps beside a database and needs. It creates the `-shm` file again when it is missing. */
export const logSuffixes = ["-wal", "-journal"];

/** Names in the folder of a restore. */
export const stagedNames = { collection: "collection.sqlite", media: "media", moves: "moves.json" } as const;

/** A file in the folder of a restore, and its place. A file that is there is kept beside it if `replaces`, and else stays. */
export type Move = { from: string; to: string; replaces: boolean };

const pendingPrefix = (file: string) => `${basename(file)}.restore-`;

/** Returns the folder in which a restore of a collection is prepared. */
export function stagingFolder(file: string): string {
  return `${file}.restoring`;
}

/** Removes what a restore has prepared and not decided, if there is anything. */
export async function removeStaged(file: string): Promise<void> {
  const folder = dirname(file);
  for (const name of await listNames(folder)) {
    if (name.startsWith(basename(stagingFolder(file)))) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Replaces the collection by the prepared one, which must be a single file without a log, and moves all that was prepared
 * with it. The prepared files must be on disk.
 * @param time becomes part of the old collection's new name
 * @returns the new path of the old collection, or undefined if there was none
 */
export async function swapCollection(file: string, time: Date): Promise<string | undefined> {
  const folder = dirname(file);
  const staged = stagingFolder(file);
  for (const name of [stagedNames.collection, stagedNames.media, "."]) {
    if (await exists(join(staged, name))) await syncFolder(join(staged, name));
  }
  await rename(staged, join(folder, pendingPrefix(file) + time.toISOString().replace(/[-:]/g, "")));
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
  await removeStaged(file);
  const pending = await findPending(file);
  if (pending === undefined) return undefined;
  const time = pending.slice(pendingPrefix(file).length);
  const staged = join(folder, pending);
  const isFolder = (await stat(staged)).isDirectory();
  if (isFolder) {
    await movePrepared(staged, `.before-restore-${time}`);
    await moveMedia(join(staged, stagedNames.media), join(folder, "media"));
  }
  // Before backups held more than the collection, it was a file of this name.
  const collection = isFolder ? join(staged, stagedNames.collection) : staged;
  const before = `${file}.before-restore-${time}`;
  if (await exists(collection)) await replaceCollection(collection, file, before);
  if (isFolder) await rm(staged, { recursive: true, force: true });
  await syncFolder(folder);
  return (await exists(before)) ? before : undefined;
}

/** Moves files to the places that were decided. */
async function movePrepared(staged: string, suffix: string): Promise<void> {
  const text = await readFile(join(staged, stagedNames.moves), "utf8").catch(() => "[]");
  for (const { from, to, replaces } of JSON.parse(text) as Move[]) {
    const source = join(staged, from);
    if (!(await exists(source))) continue;
    if (await exists(to)) {
      if (!replaces) continue;
      // A second name, not another one: without a configuration, no command could finish the restore.
      if (!(await exists(to + suffix))) await linkOrCopy(to, to + suffix);
    }
    await mkdir(dirname(to), { recursive: true });
    await moveFile(source, to);
    await syncFolder(dirname(to));
  }
}

async function moveMedia(staged: string, folder: string): Promise<void> {
  const names = await listNames(staged);
  if (names.length === 0) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of names) await moveFile(join(staged, name), join(folder, name));
  await syncFolder(folder);
}

async function replaceCollection(source: string, file: string, before: string): Promise<void> {
  const folder = dirname(file);
  for (const suffix of ["", ...logSuffixes]) {
    if (await exists(file + suffix)) await rename(file + suffix, await findFreePath(before + suffix));
  }
  await rm(`${file}-shm`, { force: true });
  removeSearchFile(file);
  await syncFolder(folder);
  await rename(source, file);
  await syncFolder(folder);
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
