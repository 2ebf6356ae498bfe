import { CourantError, messageOf } from "../../errors.ts";
import { describePlace } from "../place/describe.ts";
import { explainError } from "../postgres/clear-errors.ts";
import { connectTo } from "../postgres/connections.ts";
import type { Connection, Connections } from "../postgres/engine.ts";
import { migrate, migrations } from "../postgres/migrations.ts";
import { versionIn } from "../postgres/schema-version.ts";
import { collectionTables } from "./tables.ts";

/** A connection that waits for the other side of a copy may do so for a while. */
const patience = "SET LOCAL idle_in_transaction_session_timeout = '60s'; SET LOCAL statement_timeout = 0";

/** Begins a transaction that sees one moment. */
export const beginReading = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${patience}`;

/** Begins a transaction beside which nobody writes (engine.ts). */
export const beginFilling = `BEGIN; ${patience}; SET LOCAL lock_timeout = '5s'; LOCK TABLE writers IN EXCLUSIVE MODE`;

/**
 * Works with a connection to a database. It is closed afterwards, which ends a transaction that was not committed.
 * @throws the errors of `work`; those of the database say what to do, and that nothing was copied
 */
export async function withDatabase<Result>(
  url: string,
  work: (connection: Connection, connections: Connections) => Promise<Result>,
): Promise<Result> {
  const connections = connectTo(url, { maxConnections: 2, onError: () => {} });
  try {
    const connection = await connections.connect();
    try {
      return await work(connection, connections);
    } finally {
      connection.release(true);
    }
  } catch (error) {
    throw explainFor(url, error);
  } finally {
    await connections.close();
  }
}

function explainFor(url: string, error: unknown): unknown {
  if (error instanceof CourantError) return error;
  const explained = explainError(error);
  const code = explained instanceof CourantError ? explained.code : "COLLECTION_UNWRITABLE";
  if (explained === error && !isDatabaseError(error)) return error;
  return new CourantError(code, `Nothing was copied, because of ${describePlace(url)}. ${messageOf(explained)}`, {
    cause: error,
  });
}

/** Errors of PostgreSQL have a severity. */
function isDatabaseError(error: unknown): boolean {
  return error instanceof Error && "severity" in error;
}

/**
 * Prepares a database for a collection: it has today's schema afterwards, and no rows.
 * @throws COLLECTION_EXISTS when it has any, or tables of another program
 */
export async function prepareEmpty(url: string, connection: Connection, connections: Connections): Promise<void> {
  if ((await versionIn(connection)) === 0) {
    const names = collectionTables.map(({ name }) => `to_regclass('"${name}"')`);
    const { rows } = await connection.query(`SELECT coalesce(${names.join(", ")})::text AS name`, [], false);
    const name = rows[0]?.name;
    if (name !== null) throw notEmpty(url, `it has a table ${name} of another program`);
  }
  await migrate(connections);
}

/** @throws COLLECTION_EXISTS */
export async function requireEmpty(url: string, connection: Pick<Connection, "query">): Promise<void> {
  await requireNoNode(url, connection);
  const tables = [...collectionTables.map(({ name }) => name), "documents", "run_requests"];
  for (const table of tables) {
    // A new collection has a name from the beginning.
    if (table === "collection") continue;
    const { rows } = await connection.query(`SELECT count(*) AS rows FROM "${table}"`, [], false);
    const count = Number(rows[0]?.rows);
    if (count > 0) throw notEmpty(url, `it has ${count} ${count === 1 ? "row" : "rows"} in the table ${table}`);
  }
}

function notEmpty(url: string, what: string): CourantError {
  return new CourantError(
    "COLLECTION_EXISTS",
    `Nothing was copied, because ${describePlace(url)} is not empty: ${what}. Make an empty database (“createdb NAME”), ` +
      "and name that one.",
  );
}

/**
 * Makes sure that no node publishes from a database.
 * @param earlier the generation of its lease at an earlier time: since then, no node may have begun either
 * @returns the generation of its lease now
 * @throws DATA_DIR_IN_USE
 */
export async function requireNoNode(
  url: string,
  { query }: Pick<Connection, "query">,
  earlier?: number,
): Promise<number> {
  const { rows } = await query("SELECT generation, expires > clock_timestamp() AS held FROM lease", [], false);
  const generation = Number(rows[0]?.generation);
  if (rows[0]?.held !== 1 && generation === (earlier ?? generation)) return generation;
  throw new CourantError(
    "DATA_DIR_IN_USE",
    `Nothing was copied, because a service works with ${describePlace(url)}. Stop it on all machines, wait for five ` +
      "seconds, and try again.",
  );
}

/** Makes sure that a database has the tables that this Courant knows. @throws COLLECTION_UNREADABLE */
export async function requireSameVersion(url: string, connection: Pick<Connection, "query">): Promise<void> {
  const version = await versionIn(connection);
  if (version === migrations.length) return;
  const reason =
    version === 0
      ? "it holds no collection. Correct the address"
      : `version ${version} of its schema is not that of this Courant, which is ${migrations.length}. Use the Courant that runs there`;
  throw new CourantError("COLLECTION_UNREADABLE", `Nothing was copied from ${describePlace(url)}: ${reason}.`);
}
