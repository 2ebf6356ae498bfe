import type { Connections } from "../postgres/engine.ts";
import { openDatabase } from "../sqlite/database.ts";
import { copyTables } from "./copy.ts";
import { beginReading, requireNoNode, requireSameVersion, withDatabase } from "./database.ts";
import { readPostgres } from "./postgres.ts";
import { writeSqlite } from "./sqlite.ts";

/**
 * Copies a collection from a PostgreSQL database, as it is at one moment, to an SQLite file.
 * @param file is empty or does not exist; it holds the whole collection afterwards, with no log beside it
 * @param options.isLast whether the collection goes on in the file: then nobody may work with the database any more
 * @returns how many rows were copied
 * @throws COLLECTION_UNREADABLE, COLLECTION_UNWRITABLE; DATA_DIR_IN_USE when a node publishes although it must not
 */
export async function copyFromDatabase(
  url: string,
  file: string,
  { isLast, onProgress }: { isLast: boolean; onProgress: (done: number, total: number) => void },
): Promise<number> {
  return withDatabase(url, async (connection, connections) => {
    await requireSameVersion(url, connection);
    const generation = isLast ? await requireNoNode(url, connection) : undefined;
    await connection.query(beginReading, [], false);
    const database = openDatabase(file);
    try {
      database.exec("BEGIN IMMEDIATE");
      const rows = await copyTables(readPostgres(connection), writeSqlite(database), onProgress);
      if (isLast) await requireStillNoNode(url, connections, generation);
      database.exec("COMMIT");
      database.exec("PRAGMA journal_mode = DELETE");
      return rows;
    } finally {
      database.close();
    }
  });
}

/** A node that has begun meanwhile may have written what the copy lacks. The transaction of the copy does not see it. */
async function requireStillNoNode(url: string, connections: Connections, generation: number | undefined) {
  const other = await connections.connect();
  try {
    await requireNoNode(url, other, generation);
  } finally {
    other.release();
  }
}
