import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { expectations, isDatabaseUrl } from "../../config/setting-values.ts";
import { CourantError } from "../../errors.ts";
import { describePlace } from "../../stores/place/describe.ts";
import { removeSearchFile } from "../../stores/sqlite/search-file.ts";
import { syncFile, syncFolder } from "../backup/whole-file.ts";
import type { Output } from "../process/output.ts";
import { startProgressBar } from "../process/progress-bar.ts";
import { collectionFile, requireCollectionFile } from "../workspace/collection-file.ts";
import { lockQuietDataDir } from "../workspace/quiet-data-dir.ts";

/** Which way a collection goes. `true`: to or from the database of DATABASE_URL. */
export type Direction = { to?: string | true | undefined; from?: string | true | undefined };

/** The result of `courant migrate`, as `--json` prints it. Addresses are without user and password. */
export type MigrateResult = { from: string; to: string; rows: number; durationMs: number };

/**
 * `courant migrate`: copies the collection of DATA_DIR into an empty PostgreSQL database, or from one into a DATA_DIR that
 * holds none. The source stays as it is; the target holds all of the collection afterwards, or nothing.
 * @returns true
 * @throws USAGE_INVALID, COLLECTION_EXISTS, DATA_DIR_IN_USE, COLLECTION_UNREADABLE, COLLECTION_UNWRITABLE
 */
export async function migrateCommand(
  { environment }: Pick<Config, "environment">,
  clock: Clock,
  direction: Direction,
  output: Output,
): Promise<boolean> {
  const { dataDir } = environment;
  const startedAt = clock.now();
  const url = chooseDatabase(direction, environment.databaseUrl);
  const isThere = direction.to !== undefined;
  const lock = await lockQuietDataDir(dataDir);
  const bar = startProgressBar(output.progress, "copying");
  let rows: number;
  try {
    rows = isThere ? await copyThere(dataDir, url, bar.update) : await copyBack(dataDir, url, bar.update);
  } finally {
    bar.stop();
    lock.release();
  }
  const places = [collectionFile(dataDir), describePlace(url)] as const;
  const [from, to] = isThere ? places : places.toReversed();
  const result = { from, to, rows, durationMs: clock.now() - startedAt } as MigrateResult;
  if (output.json) output.result(result);
  else printResult(result, isThere, output);
  return true;
}

function printResult({ from, to, rows, durationMs }: MigrateResult, isThere: boolean, output: Output): void {
  output.line(`copied from ${from} to ${to}: ${rows} rows, in ${durationMs} ms`);
  output.line(
    isThere
      ? `Set DATABASE_URL to the address of the database, and start the service. ${from} is not used any more: keep it until all is well.`
      : "Unset DATABASE_URL, and start the service. The database is not used any more: keep it until all is well.",
  );
}

/** @throws USAGE_INVALID; the message shows no address, which may have a password in it */
function chooseDatabase({ to, from }: Direction, databaseUrl: string | undefined): string {
  const given = to ?? from;
  if (given === undefined) throw usageError("Add --to or --from: which way does the collection go?");
  const url = given === true ? databaseUrl : given;
  if (url === undefined) throw usageError("DATABASE_URL is not set. Set it, or name the database after the option.");
  if (!isDatabaseUrl(url)) {
    throw usageError(`The address after ${to === undefined ? "--from" : "--to"} must be ${expectations.databaseUrl}.`);
  }
  return url;
}

function usageError(mistake: string): CourantError {
  return new CourantError("USAGE_INVALID", `${mistake} “courant migrate --help” shows the usage.`);
}

type OnProgress = (done: number, total: number) => void;

async function copyThere(dataDir: string, url: string, onProgress: OnProgress): Promise<number> {
  const file = await requireCollectionFile(dataDir);
  const { copyToDatabase } = await import("../../stores/copy/to-database.ts");
  return copyToDatabase(file, url, onProgress);
}

async function copyBack(dataDir: string, url: string, onProgress: OnProgress): Promise<number> {
  const file = collectionFile(dataDir);
  if (await stat(file).catch(() => undefined)) {
    throw new CourantError(
      "COLLECTION_EXISTS",
      `Nothing was copied, because there is a collection in ${dataDir} already. Move ${file} to another folder, or name ` +
        "another DATA_DIR.",
    );
  }
  const { copyFromDatabase } = await import("../../stores/copy/from-database.ts");
  const temporary = `${file}.migrating`;
  const removeTemporary = async () => {
    for (const suffix of ["", "-journal", "-wal", "-shm"]) await rm(temporary + suffix, { force: true });
  };
  try {
    await removeTemporary();
    await (await open(temporary, "wx", 0o600)).close();
    const rows = await copyFromDatabase(url, temporary, { isLast: true, onProgress });
    await syncFile(temporary);
    removeSearchFile(file);
    await rename(temporary, file);
    await syncFolder(dirname(file));
    return rows;
  } finally {
    await removeTemporary();
  }
}
