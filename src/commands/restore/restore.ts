import { open, realpath } from "node:fs/promises";
import type { Clock } from "../../clock.ts";
import { continueNumbering, inspectCollection } from "../../collection/backup.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { lockDataDir, readServiceAddress } from "../workspace/lock.ts";
import type { Output } from "../process/output.ts";
import { discardStaged, finishRestore, stageCollection, swapCollection } from "./swap.ts";
import { collectionFile, inUse } from "../workspace/workspace.ts";

/** `kept`: where the collection is now that was there; null where there was none. */
export type RestoreResult = {
  file: string;
  articles: number;
  deleted: number;
  kept: string | null;
  durationMs: number;
};

/**
 * `courant restore`: puts a backup in the place of the collection, which is kept beside it, whatever state it is in.
 * @throws DATA_DIR_IN_USE, BACKUP_UNUSABLE and INPUT_UNREADABLE, all before anything was changed
 */
export async function restoreCommand(
  config: Config,
  clock: Clock,
  { file }: { file: string },
  output: Output,
): Promise<boolean> {
  const { dataDir } = config.environment;
  const started = clock.now();
  await checkReadable(file);
  const lock = lockDataDir(dataDir);
  if (!lock) throw inUse(dataDir, await readServiceAddress(dataDir));
  try {
    const collection = collectionFile(dataDir);
    await finishRestore(collection);
    const { articles, deleted } = await prepare(file, collection);
    const kept = (await swapCollection(collection, new Date(started))) ?? null;
    const restored: RestoreResult = { file, articles, deleted, kept, durationMs: clock.now() - started };
    if (output.json) output.result(restored);
    else tell(restored, output);
    return true;
  } finally {
    lock.release();
  }
}

function tell({ file, articles, deleted, kept }: RestoreResult, output: Output): void {
  output.line(`restored from ${file}: ${articles} articles, ${deleted} deleted ones remembered`);
  if (kept !== null) output.line(`what was there is kept as ${kept}`);
  output.line("The documents follow when the service starts, or with “courant regenerate”.");
}

/** Before a copy is made of something that cannot be a collection. @throws INPUT_UNREADABLE, BACKUP_UNUSABLE */
async function checkReadable(file: string): Promise<void> {
  const start = Buffer.alloc(16);
  try {
    const handle = await open(file, "r");
    await handle.read(start, 0, start.length, 0).finally(() => handle.close());
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const why = isMissing ? "there is no such file" : messageOf(error);
    throw new CourantError("INPUT_UNREADABLE", `${file} cannot be restored: ${why}.`, { cause: error });
  }
  // https://www.sqlite.org/fileformat.html#magic_header_string
  if (start.toString("latin1") !== "SQLite format 3\0") throw unusable(file, "is not a collection of Courant");
}

/** A copy of the backup, whole and ready to be the collection. */
async function prepare(file: string, collection: string): Promise<{ articles: number; deleted: number }> {
  const [source, current] = await Promise.all([file, collection].map((path) => realpath(path).catch(() => undefined)));
  if (source !== undefined && source === current) {
    throw new CourantError("USAGE_INVALID", `${file} is the collection itself. Name a backup of it.`);
  }
  try {
    const staged = await stageCollection(file, collection);
    const found = inspectCollection(staged);
    if ("unusable" in found) throw unusable(file, found.unusable);
    continueNumbering(staged, collection);
    return found;
  } catch (error) {
    await discardStaged(collection);
    if (error instanceof CourantError) throw error;
    throw new CourantError(
      "DATA_DIR_UNUSABLE",
      `${file} cannot be copied to where ${collection} is: ${messageOf(error)}. See that the disk is not full. Nothing was changed.`,
      { cause: error },
    );
  }
}

function unusable(file: string, why: string): CourantError {
  return new CourantError(
    "BACKUP_UNUSABLE",
    `${file} ${why}. Nothing was changed: the collection is as it was. Try another backup.`,
  );
}
