import { chmodSync, mkdirSync, rmSync, statSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CourantError, messageOf } from "../../errors.ts";

/** Where a running service is reached (`http://…` or `unix:PATH`); kept in DATA_DIR/service.json while it runs. */
export type ServiceAddress = { pid: number; url: string };

export type Lock = { release(): void };

/**
 * Takes a data directory for this process alone, and closes it to other users of the machine: articles stand in it
 * before they are published. The lock is SQLite's own on an empty database: the operating system drops it when the
 * process ends, however it ends. What a service that was killed left in service.json is removed.
 * @returns undefined when another process has it
 * @throws DATA_DIR_UNUSABLE when nothing can be written there
 */
export function lockDataDir(dataDir: string): Lock | undefined {
  const database = openLock(dataDir);
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (error instanceof Error && "errcode" in error && error.errcode === busy) return undefined;
    throw dataDirUnusable(dataDir, error);
  }
  rmSync(addressFile(dataDir), { force: true });
  return { release: () => database.close() };
}

function openLock(dataDir: string): DatabaseSync {
  try {
    mkdirSync(dataDir, { recursive: true });
    if ((statSync(dataDir).mode & 0o077) !== 0) chmodSync(dataDir, 0o700);
    return new DatabaseSync(join(dataDir, "lock.sqlite"), { timeout: 0 });
  } catch (error) {
    throw dataDirUnusable(dataDir, error);
  }
}

function dataDirUnusable(dataDir: string, why: unknown): CourantError {
  return new CourantError(
    "DATA_DIR_UNUSABLE",
    `The data directory ${dataDir} cannot be used: ${messageOf(why)}. It must be Courant's own and writable, with room on ` +
      "its disk; set DATA_DIR.",
    { cause: why },
  );
}

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy */
const busy = 5;

const addressFile = (dataDir: string) => join(dataDir, "service.json");

/** @returns why commands will not find the service, when that could not be written: no reason to serve nothing */
export async function writeServiceAddress(dataDir: string, address: ServiceAddress): Promise<string | undefined> {
  const file = addressFile(dataDir);
  return writeFile(file, `${JSON.stringify(address)}\n`).then(
    () => undefined,
    (error: unknown) => `commands will not find the service, since ${file} cannot be written: ${messageOf(error)}`,
  );
}

export async function readServiceAddress(dataDir: string): Promise<ServiceAddress | undefined> {
  try {
    return JSON.parse(await readFile(addressFile(dataDir), "utf8")) as ServiceAddress;
  } catch {
    return undefined;
  }
}

export async function removeServiceAddress(dataDir: string): Promise<void> {
  await rm(addressFile(dataDir), { force: true });
}
