import { open, realpath } from "node:fs/promises";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { continueNumbering, inspectCollection } from "../../stores/sqlite/backup.ts";
import { keepRevocations, recordRestore } from "../../stores/sqlite/restored.ts";
import type { Output } from "../process/output.ts";
import { collectionFile } from "../workspace/collection-file.ts";
import { dataDirInUse, lockDataDir } from "../workspace/lock.ts";
import { findRunningService } from "../workspace/running-service.ts";
import { readServiceAddress } from "../workspace/service-address.ts";
import { finishRestore, removeStagedCopy, stageCollection, swapCollection } from "./swap.ts";

/** The result of `courant restore`, as `--json` prints it. `kept`: the new path of the old collection; null if none. */
export type RestoreResult = {
  file: string;
  articles: number;
  deleted: number;
  kept: string | null;
  durationMs: number;
};

/**
 * `courant restore`: replaces the collection by a backup. The old collection is kept beside it, whatever state it is in.
 * @throws DATA_DIR_IN_USE, BACKUP_UNUSABLE and INPUT_UNREADABLE, all before anything is changed
 */
export async function restoreCommand(
  config: Config,
  clock: Clock,
  { file }: { file: string },
  output: Output,
): Promise<boolean> {
  const { dataDir } = config.environment;
  const startedAt = clock.now();
  await checkReadable(file);
  const service = await findRunningService(dataDir);
  if (service) throw dataDirInUse(dataDir, service);
  const lock = lockDataDir(dataDir);
  if (!lock) throw dataDirInUse(dataDir, await readServiceAddress(dataDir));
  try {
    const collection = collectionFile(dataDir);
    await finishRestore(collection);
    const { articles, deleted } = await stageBackup(file, collection, clock);
    const kept = (await swapCollection(collection, new Date(startedAt))) ?? null;
    const result: RestoreResult = { file, articles, deleted, kept, durationMs: clock.now() - startedAt };
    if (output.json) output.result(result);
    else printResult(result, output);
    return true;
  } finally {
    lock.release();
  }
}

function printResult({ file, articles, deleted, kept }: RestoreResult, output: Output): void {
  output.line(`restored from ${file}: ${articles} articles, ${deleted} remembered deletions`);
  if (kept !== null) output.line(`the previous collection is kept as ${kept}`);
  output.line("Start the service or run “courant regenerate” to rebuild the documents.");
}

/**
 * Checks that a file can be read and begins like a collection, before it is copied.
 * @throws INPUT_UNREADABLE, BACKUP_UNUSABLE
 */
async function checkReadable(file: string): Promise<void> {
  const header = Buffer.alloc(16);
  try {
    const handle = await open(file, "r");
    await handle.read(header, 0, header.length, 0).finally(() => handle.close());
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const reason = isMissing ? "there is no such file" : messageOf(error);
    throw new CourantError("INPUT_UNREADABLE", `${file} cannot be restored: ${reason}.`, { cause: error });
  }
  // https://www.sqlite.org/fileformat.html#magic_header_string
  if (header.toString("latin1") !== "SQLite format 3\0") throw backupUnusable(file, "is not a collection of Courant");
}

/** Copies a backup next to the collection and prepares the copy to take its place. @returns what the copy holds */
async function stageBackup(
  file: string,
  collection: string,
  clock: Clock,
): Promise<{ articles: number; deleted: number }> {
  const [source, current] = await Promise.all([file, collection].map((path) => realpath(path).catch(() => undefined)));
  if (source !== undefined && source === current) {
    throw new CourantError("USAGE_INVALID", `${file} is the collection itself. Name a backup of it.`);
  }
  try {
    const copy = await stageCollection(file, collection);
    const inspection = inspectCollection(copy);
    if ("unusable" in inspection) throw backupUnusable(file, inspection.unusable);
    continueNumbering(copy, collection);
    keepRevocations(copy, collection);
    await recordRestore(copy, file, clock);
    return inspection;
  } catch (error) {
    await removeStagedCopy(collection);
    if (error instanceof CourantError) throw error;
    throw new CourantError(
      "DATA_DIR_UNUSABLE",
      `${file} cannot be copied to the folder of ${collection}: ${messageOf(error)}. Check that the disk is not full. Nothing was changed.`,
      { cause: error },
    );
  }
}

function backupUnusable(file: string, reason: string): CourantError {
  return new CourantError(
    "BACKUP_UNUSABLE",
    `${file} ${reason}. Nothing was changed: the collection is as it was. Try another backup.`,
  );
}
