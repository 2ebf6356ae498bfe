import type { DatabaseSync } from "node:sqlite";
import { CourantError } from "../../errors.ts";

/**
 * Writes a database anew without what was deleted, and empties its log. SQLite leaves the bytes of deleted rows in the file
 * until something takes their place.
 * @throws COLLECTION_UNWRITABLE when another process reads the log for long
 */
export function scrubDatabase(database: DatabaseSync): void {
  database.exec("VACUUM");
  const { busy } = database.prepare("PRAGMA main.wal_checkpoint(TRUNCATE)").get() ?? {};
  if (busy === 0) return;
  throw new CourantError(
    "COLLECTION_UNWRITABLE",
    "Another process reads the collection, so that the log of its changes cannot be emptied. Try again in a minute.",
  );
}
