import type { DatabaseSync } from "node:sqlite";
import { CourantError } from "../../errors.ts";
import { findDamage } from "../sqlite/damage.ts";
import { openDatabase } from "../sqlite/database.ts";
import { copyTables } from "./copy.ts";
import { beginFilling, prepareEmpty, requireEmpty, withDatabase } from "./database.ts";
import { writePostgres } from "./postgres.ts";
import { readSqlite } from "./sqlite.ts";
import { collectionTables } from "./tables.ts";

/**
 * Makes sure that a database can take a collection, and has the tables for it.
 * @throws COLLECTION_EXISTS, DATA_DIR_IN_USE, COLLECTION_UNWRITABLE
 */
export async function prepareDatabase(url: string): Promise<void> {
  await withDatabase(url, async (connection, connections) => {
    await prepareEmpty(url, connection, connections);
    await requireEmpty(url, connection);
  });
}

/**
 * Copies a collection from an SQLite file, which nobody may write to meanwhile, into an empty PostgreSQL database, in one
 * transaction. `prepareDatabase` comes before.
 * @returns how many rows were copied
 * @throws COLLECTION_EXISTS, DATA_DIR_IN_USE, COLLECTION_UNREADABLE, COLLECTION_UNWRITABLE; nothing is copied then
 */
export async function copyToDatabase(
  file: string,
  url: string,
  onProgress: (done: number, total: number) => void,
): Promise<number> {
  return withDatabase(url, async (connection) => {
    const database = openDatabase(file);
    try {
      requireUndamaged(database, file);
      database.exec("BEGIN");
      await connection.query(beginFilling, [], false);
      await requireEmpty(url, connection);
      const rows = await copyTables(readSqlite(database), await writePostgres(connection), onProgress);
      // Without it, the first queries would be planned for empty tables.
      const names = collectionTables.map(({ name }) => `"${name}"`);
      await connection.query(`ANALYZE ${names.join(", ")}`, [], false);
      await connection.query("COMMIT", [], false);
      return rows;
    } finally {
      database.close();
    }
  });
}

function requireUndamaged(database: DatabaseSync, file: string): void {
  const [damage] = findDamage(database);
  if (damage === undefined) return;
  throw new CourantError(
    "COLLECTION_UNREADABLE",
    `Nothing was copied, because the collection ${file} is damaged: ${damage}. “courant restore FILE” puts a backup in its place.`,
  );
}
