import { access, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../../config/environment.ts";
import { CourantError } from "../../errors.ts";
import { describePlace } from "../../stores/place/describe.ts";
import { type CollectionPlace, isPostgres } from "../../stores/place/open.ts";
import type { Stores } from "../../stores/stores.ts";
import { finishRestore, isRestoring } from "../restore/swap.ts";
import { dataDirInUse, lockDataDir } from "./lock.ts";
import { readServiceAddress } from "./service-address.ts";

/** Returns the path of the collection, whether or not it exists. */
export function collectionFile(dataDir: string): string {
  return join(dataDir, "courant.sqlite");
}

/** Returns the place of the collection: the database of DATABASE_URL, or the file in DATA_DIR. */
export function collectionPlace({
  databaseUrl,
  dataDir,
}: Pick<Environment, "databaseUrl" | "dataDir">): CollectionPlace {
  return databaseUrl ?? collectionFile(dataDir);
}

/**
 * Finds the collection for a command that only reads it, also while a service runs. An interrupted restore is finished
 * first.
 * @throws COLLECTION_UNREADABLE when there is no collection, DATA_DIR_IN_USE while another process restores it
 */
export async function requireCollectionFile(dataDir: string): Promise<string> {
  const file = collectionFile(dataDir);
  if (await isRestoring(file)) {
    const lock = lockDataDir(dataDir);
    if (!lock) throw dataDirInUse(dataDir, await readServiceAddress(dataDir));
    await finishRestore(file).finally(lock.release);
  }
  await access(file).catch(() => {
    throw new CourantError(
      "COLLECTION_UNREADABLE",
      `There is no collection yet: ${file} does not exist. Import articles first, or set DATA_DIR to the folder of the ` +
        "collection.",
    );
  });
  return file;
}

/**
 * Finds the collection for a command that only reads it, also while a service runs: the file in DATA_DIR, or the database.
 * @throws as `requireCollectionFile`; COLLECTION_UNWRITABLE when the database cannot be reached
 */
export async function requireCollection(environment: Environment): Promise<CollectionPlace> {
  const place = collectionPlace(environment);
  if (!isPostgres(place)) return requireCollectionFile(environment.dataDir);
  const { inspectDatabase } = await import("../../stores/postgres/inspect.ts");
  if ((await inspectDatabase(place)).version > 0) return place;
  throw new CourantError(
    "COLLECTION_UNREADABLE",
    `There is no collection yet: ${describePlace(place)} is empty. Import articles first, or correct DATABASE_URL.`,
  );
}

/**
 * Refuses an empty file where documents were published before: something has destroyed the collection. SQLite would take
 * the file for a new collection, and the next run would withdraw everything.
 * @throws COLLECTION_UNREADABLE
 */
export async function checkNotEmptied(file: string): Promise<void> {
  const size = await stat(file).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size !== 0) return;
  throw new CourantError(
    "COLLECTION_UNREADABLE",
    `The collection ${file} is empty, although documents were published from it: another program emptied it. “courant ` +
      "restore FILE” puts a backup in its place; if you have no backup, delete the file and import the articles again.",
  );
}

/**
 * Refuses an empty database while DATA_DIR holds a collection: somebody has set DATABASE_URL and not moved it, and the next
 * run would withdraw everything.
 * @throws COLLECTION_MISSING
 */
export async function checkMoved(dataDir: string, articles: Pick<Stores["articles"], "count">): Promise<void> {
  const file = collectionFile(dataDir);
  if (!(await isThere(file))) return;
  const { present, deleted } = await articles.count();
  if (present + deleted > 0) return;
  throw new CourantError(
    "COLLECTION_MISSING",
    `The database of DATABASE_URL is empty, and ${file} holds a collection. “courant migrate --to” copies it there; if you ` +
      "want to begin with an empty one, move that file to another folder.",
  );
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
