import { rm } from "node:fs/promises";
import type { Environment } from "../../config/environment.ts";
import { loadConfig } from "../../config/load.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { removeSearchFile } from "../../stores/sqlite/search-file.ts";
import { copyThere, requireNoCollectionFile } from "../migrate/copy.ts";
import type { Output } from "../process/output.ts";
import { startProgressBar } from "../process/progress-bar.ts";
import { collectionFile } from "../workspace/collection-file.ts";

/**
 * Makes sure that a backup can go into a database: it is restored to DATA_DIR first, and goes on from there.
 * @throws COLLECTION_EXISTS, DATA_DIR_IN_USE, COLLECTION_UNWRITABLE
 */
export async function requireRoom(url: string, dataDir: string): Promise<void> {
  await requireNoCollectionFile(dataDir);
  const { prepareDatabase } = await import("../../stores/copy/to-database.ts");
  await prepareDatabase(url);
}

/** Moves the collection that was restored to DATA_DIR into a database. If that fails, it stays in DATA_DIR. */
export async function moveOn(url: string, environment: Environment, output: Output): Promise<void> {
  const file = collectionFile(environment.dataDir);
  const bar = startProgressBar(output.progress, "copying");
  try {
    const { problems } = await copyThere(await loadConfig(environment), url, bar.update);
    for (const problem of problems) output.error(problem);
  } catch (error) {
    throw new CourantError(
      error instanceof CourantError ? error.code : "COLLECTION_UNWRITABLE",
      `${messageOf(error)} The backup is restored to ${file}: “courant migrate --to” copies it into the database.`,
      { cause: error },
    );
  } finally {
    bar.stop();
  }
  for (const suffix of ["", "-wal", "-shm"]) await rm(file + suffix, { force: true });
  removeSearchFile(file);
}
