import { realpath, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { continueNumbering, inspectCollection } from "../../stores/sqlite/backup.ts";
import { keepSignedOut, keepSubscriptions, recordRestore } from "../../stores/sqlite/restored.ts";
import { keepErased } from "../../stores/sqlite/restored-erasures.ts";
import { keepSubscribers } from "../../stores/sqlite/restored-subscribers.ts";
import { UnusableBackup } from "../backup/contents.ts";
import { syncFile } from "../backup/whole-file.ts";
import type { Output } from "../process/output.ts";
import { startPercentBar } from "../process/progress-bar.ts";
import { collectionFile } from "../workspace/collection-file.ts";
import { lockQuietDataDir } from "../workspace/quiet-data-dir.ts";
import { moveOn, requireRoom } from "./into-database.ts";
import { backupUnusable, readKind } from "./kind.ts";
import { type ConfigurationOutcome, decidePlaces } from "./places.ts";
import { stageArchive, stageCollection } from "./stage.ts";
import { finishRestore, removeStaged, stagedNames, stagingFolder, swapCollection } from "./swap.ts";

/**
 * The result of `courant restore`, as `--json` prints it. `kept`: the new path of the old collection, null if there was
 * none; `differs`: in what a kept configuration differs from that of the backup; `notices`: sentences for people.
 */
export type RestoreResult = {
  file: string;
  articles: number;
  deleted: number;
  media: number;
  kept: string | null;
  configuration: ConfigurationOutcome;
  differs: string[];
  notices: string[];
  durationMs: number;
};

/** A backup that is ready to take the place of what DATA_DIR holds. */
type Prepared = Pick<RestoreResult, "articles" | "deleted" | "media" | "configuration" | "differs" | "notices">;

/**
 * `courant restore`: replaces the collection by a backup, and brings back media, the configuration, the admin token and the
 * record of what is published where they are missing. The old collection is kept, whatever state it is in.
 * With DATABASE_URL, the collection goes on from DATA_DIR into the database, which must be empty.
 * @throws COLLECTION_EXISTS, DATA_DIR_IN_USE, BACKUP_UNUSABLE, INPUT_UNREADABLE and FILE_UNWRITABLE, all before anything is changed
 */
export async function restoreCommand(
  { environment }: { environment: Environment },
  clock: Clock,
  { file, replaceConfig = false }: { file: string; replaceConfig?: boolean },
  output: Output,
): Promise<boolean> {
  const { dataDir, configFile } = environment;
  const startedAt = clock.now();
  await readKind(file);
  const lock = await lockQuietDataDir(dataDir);
  try {
    const collection = collectionFile(dataDir);
    await finishRestore(collection);
    if (environment.databaseUrl !== undefined) await requireRoom(environment.databaseUrl, dataDir);
    const prepared = await prepareBackup(file, { environment, replaceConfig, clock, output });
    const kept = (await swapCollection(collection, new Date(startedAt))) ?? null;
    const result: RestoreResult = { file, ...prepared, kept, durationMs: clock.now() - startedAt };
    if (environment.databaseUrl !== undefined) await moveOn(environment.databaseUrl, environment, output);
    if (output.json) output.result(result);
    else printResult(result, configFile, output);
    return true;
  } finally {
    lock.release();
  }
}

function printResult(result: RestoreResult, configFile: string, output: Output): void {
  const { file, articles, deleted, media, kept, configuration, differs, notices } = result;
  output.line(`restored from ${file}: ${articles} articles, ${deleted} remembered deletions, ${media} media files`);
  if (kept !== null) output.line(`the previous collection is kept as ${kept}`);
  if (configuration === "restored") output.line(`${configFile} is restored, too`);
  if (configuration === "replaced") output.line(`${configFile} is replaced, and the previous one is kept beside it`);
  if (configuration === "kept") {
    output.line(
      `${configFile} stays as it is. The backup has another configuration, which --config restores. It differs in:`,
    );
    for (const name of differs) output.line(`  ${name}`);
  }
  for (const notice of notices) output.line(notice);
  output.line("Start the service or run “courant regenerate” to rebuild the documents.");
}

type PrepareDeps = { environment: Environment; replaceConfig: boolean; clock: Clock; output: Output };

/** Writes and checks a backup beside the collection, so that renames are all that is left to do. */
async function prepareBackup(file: string, deps: PrepareDeps): Promise<Prepared> {
  const { environment, replaceConfig, clock, output } = deps;
  const collection = collectionFile(environment.dataDir);
  const [source, current] = await Promise.all([file, collection].map((path) => realpath(path).catch(() => undefined)));
  if (source !== undefined && source === current) {
    throw new CourantError("USAGE_INVALID", `${file} is the collection itself. Name a backup of it.`);
  }
  const folder = stagingFolder(collection);
  try {
    await removeStaged(collection);
    const { about, media, problems } = await stageBackup(file, folder, output);
    const copy = join(folder, stagedNames.collection);
    const inspection = inspectCollection(copy);
    if ("unusable" in inspection) throw backupUnusable(file, inspection.unusable);
    continueNumbering(copy, collection);
    keepSignedOut(copy, collection);
    keepSubscriptions(copy, collection);
    keepSubscribers(copy, collection);
    await keepErased(copy, collection, clock.now());
    await recordRestore(copy, file, clock);
    await syncFile(copy);
    const { moves, ...places } = await decidePlaces(folder, environment, { replaceConfig });
    await writeFile(join(folder, stagedNames.moves), JSON.stringify(moves), { flush: true });
    const notices = [...problems, ...places.notices, ...describeOrigin(about?.baseUrl, environment)];
    return { ...inspection, media, ...places, notices };
  } catch (error) {
    await removeStaged(collection);
    if (error instanceof UnusableBackup) throw backupUnusable(file, error.message);
    if (error instanceof CourantError) throw error;
    throw new CourantError(
      "DATA_DIR_UNUSABLE",
      `${file} cannot be copied to the folder of ${collection}: ${messageOf(error)}. Check that the disk is not full. Nothing was changed.`,
      { cause: error },
    );
  }
}

async function stageBackup(file: string, folder: string, output: Output) {
  if ((await readKind(file)) === "collection") return stageCollection(file, folder);
  const { size } = await stat(file);
  const bar = startPercentBar(output.progress, "restoring");
  let done = 0;
  const count = (bytes: number) => {
    done += bytes;
    bar.update(Math.min(1, done / size));
  };
  return stageArchive(file, folder, count).finally(bar.stop);
}

/** Documents with another public address have other bytes. */
function describeOrigin(inBackup: string | undefined, { baseUrl, baseUrlIsDefault }: Environment): string[] {
  if (inBackup === undefined || inBackup === baseUrl) return [];
  const present = baseUrlIsDefault ? "it is not set" : `it is ${baseUrl}`;
  return [`BASE_URL was ${inBackup} when the backup was made, and now ${present}.`];
}
