import { CourantError } from "../../errors.ts";
import { explainError } from "./clear-errors.ts";
import type { Connection, Connections } from "./engine.ts";
import { admin, sources, watching } from "./schema/admin.ts";
import { articles, drafts, media, words } from "./schema/articles.ts";
import { nodes } from "./schema/nodes.ts";
import { queue, subscribers, subscriptions } from "./schema/push.ts";
import { versionIn } from "./schema-version.ts";

/**
 * The version of the schema, the table that one writer locks at a time (engine.ts), and the texts of a JSON array: a
 * constant when a statement is planned, so that its plan depends on them and not on what the statistics say of a queue.
 */
const foundation = `
  CREATE TABLE schema_version (version BIGINT NOT NULL);
  INSERT INTO schema_version VALUES (0);
  CREATE TABLE writers ();
  CREATE FUNCTION texts_of(list text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT ARRAY(SELECT json_array_elements_text(list::json)) $$;`;

/**
 * Steps to today's schema, in the order in which they are taken. Append only: a step that was released never changes.
 * Nodes of the version before go on working while a step is taken and afterwards, so a step only adds: what is no longer
 * needed goes one version later.
 */
export const migrations: readonly string[] = [
  [foundation, articles, drafts, media, words, admin, watching, sources, queue, subscribers, subscriptions, nodes].join(
    "\n",
  ),
];

/** The first key of the lock that keeps two nodes from taking steps at the same time; any number that nobody else uses. */
const migrationLock = 0x636f7572;

/**
 * Brings a database to today's schema, in one transaction. A database that a Courant of the next version has brought to its
 * schema is used as it is.
 * @throws COLLECTION_UNREADABLE when a Courant of a later version wrote it
 */
export async function migrate(connections: Connections, steps: readonly string[] = migrations): Promise<void> {
  const connection = await connections.connect().catch((error: unknown) => {
    throw explainError(error);
  });
  let isDone = false;
  try {
    if ((await versionIn(connection)) < steps.length) await takeSteps(connection, steps);
    const version = await versionIn(connection);
    if (version > steps.length + 1) {
      throw new CourantError(
        "COLLECTION_UNREADABLE",
        `The database was brought to version ${version} of its schema by a newer Courant, and this Courant knows versions ` +
          `up to ${steps.length}. Install the newer Courant.`,
      );
    }
    isDone = true;
  } catch (error) {
    throw explainError(error);
  } finally {
    connection.release(!isDone);
  }
}

async function takeSteps(connection: Connection, steps: readonly string[]): Promise<void> {
  await connection.query(`BEGIN; SELECT pg_advisory_xact_lock(${migrationLock})`, [], false);
  const version = await versionIn(connection);
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    await connection.query(inByteOrder(step), [], false);
    await connection.query(`UPDATE schema_version SET version = ${index + 1}`, [], false);
  }
  await connection.query("COMMIT", [], false);
}

/** Makes texts be compared by their bytes, whatever language the database has. */
function inByteOrder(step: string): string {
  return step.replaceAll(/\bTEXT\b/g, 'TEXT COLLATE "C"');
}
