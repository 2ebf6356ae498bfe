import { chmodSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CourantError, messageOf } from "../../errors.ts";
import { addressFile, type ServiceAddress } from "./service-address.ts";

export type Lock = { release(): void };

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy */
const sqliteBusyCode = 5;

/**
 * Locks a data directory for this process, and closes it to other users of the machine, because it holds articles that are
 * not published yet. The lock is SQLite's lock on an empty database: the operating system drops it when the process ends,
 * however it ends. A service.json that a killed service left behind is removed.
 * @param servingPid the process that serves and has started this one: its service.json stays
 * @returns undefined when another process holds the lock
 * @throws DATA_DIR_UNUSABLE when nothing can be written there
 */
export function lockDataDir(dataDir: string, servingPid?: number): Lock | undefined {
  const database = openLockDatabase(dataDir);
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw dataDirUnusable(dataDir, error);
  }
  if (servingPid === undefined || servingPidIn(dataDir) !== servingPid) rmSync(addressFile(dataDir), { force: true });
  return { release: () => database.close() };
}

/** @returns the id of the serving process that service.json names */
function servingPidIn(dataDir: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(addressFile(dataDir), "utf8")) as ServiceAddress).pid;
  } catch {
    return undefined;
  }
}

function openLockDatabase(dataDir: string): DatabaseSync {
  try {
    mkdirSync(dataDir, { recursive: true });
    if ((statSync(dataDir).mode & 0o077) !== 0) chmodSync(dataDir, 0o700);
    return new DatabaseSync(join(dataDir, "lock.sqlite"), { timeout: 0 });
  } catch (error) {
    throw dataDirUnusable(dataDir, error);
  }
}

function dataDirUnusable(dataDir: string, cause: unknown): CourantError {
  return new CourantError(
    "DATA_DIR_UNUSABLE",
    `The data directory ${dataDir} cannot be used: ${messageOf(cause)}. Set DATA_DIR to a folder that only ` +
      "Courant uses, that is writable, and whose disk has room.",
    { cause },
  );
}

/** @param service the address of the service that works there; undefined when it is another command */
export function dataDirInUse(dataDir: string, service: ServiceAddress | undefined): CourantError {
  return new CourantError(
    "DATA_DIR_IN_USE",
    service
      ? `Courant already runs on ${dataDir}: ${service.url} (process ${service.pid}).`
      : `Another courant command, or a service that is starting, works in ${dataDir}. Wait a moment, then try again.`,
  );
}

/** Tells whether SQLite says that another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === sqliteBusyCode;
}
