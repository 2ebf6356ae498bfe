import { access, chmod, constants, copyFile, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { syncFolder } from "../backup/whole-file.ts";

/*
 * How one collection takes another's place. At every moment, also where the process is killed or the power fails, the
 * one or the other is there, whole:
 *
 * 1. The new one is copied to `courant.sqlite.restoring`, checked and brought to the disk.
 * 2. It is renamed to `courant.sqlite.restore-TIME`. From here on it is decided.
 * 3. The old one is moved away with its write-ahead log, to `courant.sqlite.before-restore-TIME`.
 * 4. The new one is renamed to `courant.sqlite`.
 *
 * Whoever works in DATA_DIR next does what is left of 3 and 4. A log must never stand beside another collection than its
 * own: SQLite would write it into that.
 */

/** What SQLite keeps beside a file, and cannot do without. `-shm` it makes anew. */
const companions = ["-wal", "-journal"];

const pendingName = (file: string) => `${basename(file)}.restore-`;
const stagedName = (file: string) => `${basename(file)}.restoring`;

/**
 * Copies a collection, with the log that may stand beside it, to where it is prepared.
 * @param file the collection that it is to replace
 * @returns the copy, its owner's alone
 */
export async function stageCollection(source: string, file: string): Promise<string> {
  await discardStaged(file);
  const staged = join(dirname(file), stagedName(file));
  for (const suffix of ["", ...companions]) {
    if (suffix !== "" && !(await exists(source + suffix))) continue;
    await copyFile(source + suffix, staged + suffix, constants.COPYFILE_FICLONE);
    await chmod(staged + suffix, 0o600);
  }
  return staged;
}

export async function discardStaged(file: string): Promise<void> {
  const folder = dirname(file);
  for (const name of await namesIn(folder)) {
    if (name.startsWith(stagedName(file))) await rm(join(folder, name), { force: true });
  }
}

/**
 * Puts the staged collection, all of it in one file, in the place of the one that is there.
 * @param time stands in the name of what was there
 * @returns where that is now; undefined where there was nothing
 */
export async function swapCollection(file: string, time: Date): Promise<string | undefined> {
  const folder = dirname(file);
  const staged = join(folder, stagedName(file));
  const handle = await open(staged, "r+");
  await handle.sync().finally(() => handle.close());
  await rename(staged, join(folder, pendingName(file) + time.toISOString().replace(/[-:]/g, "")));
  await syncFolder(folder);
  return finishRestore(file);
}

/** Whether a restore was decided and is not done. */
export async function isRestoring(file: string): Promise<boolean> {
  return (await pendingIn(file)) !== undefined;
}

/**
 * Finishes a restore that was decided, if there is one. Only for whoever has the lock of DATA_DIR.
 * @returns where the collection is now that was there; undefined where there was none
 */
export async function finishRestore(file: string): Promise<string | undefined> {
  const folder = dirname(file);
  await discardStaged(file);
  const pending = await pendingIn(file);
  if (pending === undefined) return undefined;
  const before = `${file}.before-restore-${pending.slice(pendingName(file).length)}`;
  for (const suffix of ["", ...companions]) {
    if (await exists(file + suffix)) await rename(file + suffix, await free(before + suffix));
  }
  await rm(`${file}-shm`, { force: true });
  await syncFolder(folder);
  await rename(join(folder, pending), file);
  await syncFolder(folder);
  return (await exists(before)) ? before : undefined;
}

async function pendingIn(file: string): Promise<string | undefined> {
  return (await namesIn(dirname(file))).find((name) => name.startsWith(pendingName(file)));
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** Where somebody made a collection anew meanwhile, without minding the restore, nothing takes another's place. */
async function free(path: string): Promise<string> {
  return (await exists(path)) ? free(`${path}~`) : path;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
