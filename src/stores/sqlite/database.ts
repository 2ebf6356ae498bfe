import { chmodSync, renameSync, rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { CourantError, messageOf } from "../../errors.ts";
import { adviceOn } from "./clear-errors.ts";
import { migrate, migrations, versionOf } from "./migrations.ts";

/**
 * Opens the file of a collection, and brings it to today's schema.
 * @throws COLLECTION_UNREADABLE when the file is damaged, is no collection, or was written by a newer Courant
 */
export function openDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true });
    database.exec("PRAGMA journal_mode = WAL");
    // In WAL mode NORMAL can lose the last commits on power loss, and an acknowledged article must not be lost.
    database.exec("PRAGMA synchronous = FULL");
    copyBeforeMigration(database, file);
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

/**
 * Copies a collection that an older Courant wrote beside itself, before its schema changes: the older Courant can use the
 * copy. The copy is named for its schema, such as `courant.sqlite.version-8`, and replaces an earlier one of that name.
 */
function copyBeforeMigration(database: DatabaseSync, file: string): void {
  const version = versionOf(database);
  if (version === 0 || version >= migrations.length) return;
  const copy = `${file}.version-${version}`;
  const temporary = `${copy}.tmp`;
  rmSync(temporary, { force: true });
  database.prepare("VACUUM INTO ?").run(temporary);
  chmodSync(temporary, statSync(file).mode);
  renameSync(temporary, copy);
}
