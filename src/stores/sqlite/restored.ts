import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Clock } from "../../clock.ts";
import { commandLineActor } from "../audit.ts";
import { openAudit } from "./audit.ts";

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
    await openAudit(database, { clock }).record(commandLineActor, "collection.restored", backup);
  } finally {
    database.close();
  }
}

/** The tokens that were revoked; none where that cannot be read. Changes nothing. */
function revokedTokens(file: string): { id: string; revoked: number }[] {
  let database: DatabaseSync | undefined;
  try {
    // Beside an empty file SQLite removes the log, which may be all that is left of a collection.
    if (statSync(file).size === 0) return [];
    database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    const rows = database.prepare("SELECT id, revoked FROM tokens WHERE revoked IS NOT NULL").all();
    return rows.map(({ id, revoked }) => ({ id: String(id), revoked: Number(revoked) }));
  } catch {
    // The file is damaged, of an older Courant, or missing.
    return [];
  } finally {
    database?.close();
  }
}
