import type { DatabaseSync } from "node:sqlite";

/** Does all of it or nothing. Takes the write lock at once, so that what it reads stays true until it writes. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
