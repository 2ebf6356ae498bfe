import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Clock } from "../../clock.ts";
import { commandLineActor } from "../audit.ts";
import { openAudit } from "../sql/audit.ts";
import { createSqliteEngine } from "./engine.ts";
import { transaction } from "./transaction.ts";

/* The parts of a collection that a backup must not undo when it takes the place of the collection. */

/**
 * Keeps tokens revoked that were revoked after the backup was made. It ends all browser sessions, because an ended one
 * leaves nothing behind that tells of it.
 * @param file a collection with today's schema
 * @param former the file of the collection that it replaces, which is read as far as possible
 */
export function keepSignedOut(file: string, former: string): void {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    const revoke = database.prepare("UPDATE tokens SET revoked = coalesce(revoked, :revoked) WHERE id = :id");
    for (const { id, revoked } of revokedTokens(former)) revoke.run({ id, revoked });
    database.exec("DELETE FROM sessions");
  } finally {
    database.close();
  }
}

/** Records a restore in the audit log of the collection that was restored. @param backup the name of its file */
export async function recordRestore(file: string, backup: string, clock: Pick<Clock, "now">): Promise<void> {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    await openAudit(createSqliteEngine(database, file), { clock }).record(
      commandLineActor,
      "collection.restored",
      backup,
    );
  } finally {
    database.close();
  }
}

const subscriptionColumns =
  "id, path, topic, callback, host, secret, created, expires, told, sent, delivered, failures, failing_since, error";

/**
 * Takes over the subscriptions of the collection that was replaced: they know who unsubscribed or renewed since, and what
 * was delivered. Those of the backup stay when the former ones cannot be read.
 * @param file a collection with today's schema
 */
export function keepSubscriptions(file: string, former: string): void {
  const kept = readFormer(former, (database) =>
    database.prepare(`SELECT ${subscriptionColumns} FROM subscriptions`).all(),
  );
  if (!kept) return;
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    transaction(database, () => {
      database.exec("DELETE FROM subscriptions");
      const values = subscriptionColumns.replaceAll(/\w+/g, ":$&");
      const add = database.prepare(`INSERT INTO subscriptions (${subscriptionColumns}) VALUES (${values})`);
      for (const row of kept) add.run(row);
    });
  } finally {
    database.close();
  }
}

/** The tokens that were revoked; none where that cannot be read. */
function revokedTokens(file: string): { id: string; revoked: number }[] {
  const rows = readFormer(file, (database) =>
    database.prepare("SELECT id, revoked FROM tokens WHERE revoked IS NOT NULL").all(),
  );
  return (rows ?? []).map(({ id, revoked }) => ({ id: String(id), revoked: Number(revoked) }));
}

/** Reads from a collection that may be damaged, of an older Courant, or missing; then the result is undefined. */
export function readFormer<Result>(file: string, read: (database: DatabaseSync) => Result): Result | undefined {
  let database: DatabaseSync | undefined;
  try {
    // Beside an empty file SQLite removes the log, which may be all that is left of a collection.
    if (statSync(file).size === 0) return undefined;
    database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    return read(database);
  } catch {
    return undefined;
  } finally {
    database?.close();
  }
}
