import { DatabaseSync } from "node:sqlite";
import type { Clock } from "../clock.ts";
import { CourantError, messageOf } from "../errors.ts";
import { openArticles } from "./articles.ts";
import { openAudience } from "./audience.ts";
import { openChannels } from "./channels.ts";
import type { Collection } from "./collection.ts";
import { openEntries } from "./entries.ts";
import { adviceOn, isDamage, withClearErrors } from "./errors.ts";
import { openMedia } from "./media.ts";
import { migrate } from "./migrations.ts";
import { openRuns } from "./runs.ts";
import { openSelections } from "./selections.ts";
import { openSourcePages } from "./source-pages.ts";
import { openSources } from "./sources.ts";

/**
 * Opens the collection in an SQLite file, which is made when it is not there; its directory must be.
 * Several processes may have it open: a writer waits up to five seconds for another.
 * @throws COLLECTION_UNREADABLE when the file is damaged, is no collection, or was written by a newer Courant; its calls
 *   throw the same when they meet damage, and DISK_FULL or COLLECTION_UNWRITABLE when the disk does not take what they write
 */
export async function openCollection(file: string, deps: { clock: Clock; newId: () => string }): Promise<Collection> {
  const database = openDatabase(file);
  const relaxed = openRelaxed(file);
  const collection: Collection = {
    ...openArticles(database, deps),
    ...openSelections(database),
    ...openChannels(database),
    ...openEntries(database, file),
    ...openMedia(database),
    ...openRuns(relaxed),
    ...openAudience(relaxed),
    ...openSources(relaxed),
    ...openSourcePages(relaxed),
    async check() {
      return findDamage(database);
    },
    async close() {
      relaxed.close();
      database.close();
    },
  };
  return withClearErrors(collection, file);
}

function openDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true });
    database.exec("PRAGMA journal_mode = WAL");
    // In WAL mode NORMAL can lose the last commits on power loss, and an acknowledged article must not be lost.
    database.exec("PRAGMA synchronous = FULL");
    migrate(database, file);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof CourantError) throw error;
    throw new CourantError(
      "COLLECTION_UNREADABLE",
      `The collection ${file} cannot be opened: ${messageOf(error)}. ${adviceOn(error)}`,
      { cause: error },
    );
  }
}

/** For what may be lost when the power fails: writing does not wait for the disk. */
function openRelaxed(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec("PRAGMA synchronous = NORMAL");
  return database;
}

/** Damage in the pages that SQLite must read first makes the check itself fail: that, too, is a finding. */
export function findDamage(database: DatabaseSync): string[] {
  try {
    const findings = database.prepare("PRAGMA integrity_check(20)").all();
    return findings.map((finding) => String(finding.integrity_check)).filter((finding) => finding !== "ok");
  } catch (error) {
    if (isDamage(error)) return [messageOf(error)];
    throw error;
  }
}
