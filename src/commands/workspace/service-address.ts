import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../errors.ts";

/** Where other processes reach a running service: `http://…` or `unix:PATH`. It stands in DATA_DIR/service.json. */
export type ServiceAddress = { pid: number; url: string };

export function addressFile(dataDir: string): string {
  return join(dataDir, "service.json");
}

/** @returns a warning if the file cannot be written. The service runs on: only commands on this machine need the file. */
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
