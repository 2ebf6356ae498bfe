import { dataDirInUse, type Lock, lockDataDir } from "./lock.ts";
import { findRunningService } from "./running-service.ts";
import { readServiceAddress } from "./service-address.ts";

/**
 * Locks a data directory for a command that replaces or moves what it holds.
 * @throws DATA_DIR_IN_USE while a service or another command works there
 */
export async function lockQuietDataDir(dataDir: string): Promise<Lock> {
  const service = await findRunningService(dataDir);
  if (service) throw dataDirInUse(dataDir, service);
  const lock = lockDataDir(dataDir);
  if (!lock) throw dataDirInUse(dataDir, await readServiceAddress(dataDir));
  return lock;
}
