import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CourantError } from "../../errors.ts";
import { isBusy, type Lock } from "./lock.ts";

/** The file begins with a dot, so that listings and web servers leave it out. */
const lockName = ".lock.sqlite";

/** How long the system may take to drop the lock of a process that was killed. */
const feedsLockTimeoutMs = 2_000;

/**
 * Locks FEEDS_DIR for one process that publishes; everybody may read it. As in DATA_DIR, the lock is SQLite's, and the
 * system drops it when the process ends. A folder in which nothing can be locked is not refused: it is read-only, which
 * runs tell of, or its file system knows no locks.
 * @throws FEEDS_DIR_IN_USE when another process publishes there, from another data directory
 */
export function lockFeedsDir(feedsDir: string): Lock {
  const lock = tryLock(feedsDir, lockName, feedsLockTimeoutMs);
  if (lock !== "busy") return lock;
  // Some network file systems call each lock busy, also that of a file that nobody else knows.
  const probeName = `.lock-${randomUUID()}.sqlite`;
  const probe = tryLock(feedsDir, probeName, 0);
  if (probe === "busy") return { release() {} };
  probe.release();
  rmSync(join(feedsDir, probeName), { force: true });
  throw new CourantError(
    "FEEDS_DIR_IN_USE",
    `Another Courant publishes in ${feedsDir}, from another data directory, and each would remove the documents of the other. ` +
      "Stop it, or set FEEDS_DIR to another folder for this one. To serve the same feeds twice, run “serve --only=feeds”.",
  );
}

function tryLock(folder: string, name: string, timeout: number): Lock | "busy" {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    database = new DatabaseSync(join(folder, name), { timeout });
    // Without a file for a journal, the lock is one file.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    const { close } = database;
    return { release: close.bind(database) };
  } catch (error) {
    database?.close();
    return isBusy(error) ? "busy" : { release() {} };
  }
}
