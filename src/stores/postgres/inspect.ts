import { explainError } from "./clear-errors.ts";
import { connectTo } from "./connections.ts";
import { migrations } from "./migrations.ts";
import { versionIn } from "./schema-version.ts";

/** The facts that a database states of itself. `version`: of its schema, 0 without a collection; `known`: the version of this Courant. */
export type DatabaseInspection = { server: string; version: number; known: number };

/** Looks into a database and changes nothing. @throws COLLECTION_UNWRITABLE when it cannot be reached */
export async function inspectDatabase(url: string): Promise<DatabaseInspection> {
  const connections = connectTo(url, { maxConnections: 1, onError: () => {} });
  try {
    const connection = await connections.connect();
    try {
      const { rows } = await connection.query("SHOW server_version", [], false);
      const server = `PostgreSQL ${String(rows[0]?.server_version).replace(/ .*/, "")}`;
      return { server, version: await versionIn(connection), known: migrations.length };
    } finally {
      connection.release();
    }
  } catch (error) {
    throw explainError(error);
  } finally {
    await connections.close();
  }
}
