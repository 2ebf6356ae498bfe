import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../errors.ts";
import { writePrivateFile } from "../../private-file.ts";

/**
 * Where other processes reach a running service: `http://…` or `unix:PATH`. It stands in DATA_DIR/service.json. `pid` and
 * `url` are those of serving, and the commands speak to `publishing`.
 */
export type ServiceAddress = { pid: number; url: string; publishing: { pid: number; url: string } };

/** Returns the path of service.json. */
export function addressFile(dataDir: string): string {
  return join(dataDir, "service.json");
}

/** @returns a warning if the file cannot be written. The service runs on: only commands on this machine need the file. */
export async function writeServiceAddress(dataDir: string, address: ServiceAddress): Promise<string | undefined> {
  const file = addressFile(dataDir);
  return writePrivateFile(file, `${JSON.stringify(address)}\n`).then(
    () => undefined,
    (error: unknown) => `commands will not find the service, because ${file} cannot be written: ${messageOf(error)}`,
  );
}

/** Reads service.json. A service of version 0.1 has one process, which does everything. */
export async function readServiceAddress(dataDir: string): Promise<ServiceAddress | undefined> {
  try {
    const { pid, url, publishing = { pid, url } } = JSON.parse(await readFile(addressFile(dataDir), "utf8"));
    return { pid, url, publishing };
  } catch {
    return undefined;
  }
}

/** Removes service.json, if it is there. */
export async function removeServiceAddress(dataDir: string): Promise<void> {
  await rm(addressFile(dataDir), { force: true });
}
