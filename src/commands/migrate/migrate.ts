import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { expectations, isDatabaseUrl } from "../../config/setting-values.ts";
import { CourantError } from "../../errors.ts";
import { describePlace } from "../../stores/place/describe.ts";
import type { Output } from "../process/output.ts";
import { startProgressBar } from "../process/progress-bar.ts";
import { collectionFile } from "../workspace/collection-file.ts";
import { lockQuietDataDir } from "../workspace/quiet-data-dir.ts";
import { type Copied, copyBack, copyThere } from "./copy.ts";

/** Which way a collection goes. `true`: to or from the database of DATABASE_URL. */
export type Direction = { to?: string | true | undefined; from?: string | true | undefined };

/** The result of `courant migrate`, as `--json` prints it. Addresses are without user and password. */
export type MigrateResult = Copied & { from: string; to: string; durationMs: number };

/**
 * `courant migrate`: copies the collection of DATA_DIR into an empty PostgreSQL database, or from one into a DATA_DIR that
 * holds none. The source stays as it is; the target holds all of the collection afterwards, or nothing.
 * @returns true
 * @throws USAGE_INVALID, COLLECTION_EXISTS, DATA_DIR_IN_USE, COLLECTION_UNREADABLE, COLLECTION_UNWRITABLE
 */
export async function migrateCommand(
  config: Config,
  clock: Clock,
  direction: Direction,
  output: Output,
): Promise<boolean> {
  const { dataDir, databaseUrl } = config.environment;
  const startedAt = clock.now();
  const url = chooseDatabase(direction, databaseUrl);
  const isThere = direction.to !== undefined;
  const lock = await lockQuietDataDir(dataDir);
  const bar = startProgressBar(output.progress, "copying");
  let copied: Copied;
  try {
    copied = isThere ? await copyThere(config, url, bar.update) : await copyBack(config, url, bar.update);
  } finally {
    bar.stop();
    lock.release();
  }
  const places = [collectionFile(dataDir), describePlace(url)] as const;
  const [from, to] = isThere ? places : places.toReversed();
  const result = { from, to, ...copied, durationMs: clock.now() - startedAt } as MigrateResult;
  for (const problem of result.problems) output.error(problem);
  if (output.json) output.result(result);
  else printResult(result, isThere, output);
  return true;
}

function printResult(result: MigrateResult, isThere: boolean, output: Output): void {
  const { from, to, rows, media, durationMs } = result;
  output.line(`copied from ${from} to ${to}: ${rows} rows and ${media} uploaded files, in ${durationMs} ms`);
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
