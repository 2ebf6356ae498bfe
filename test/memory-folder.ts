import { chmodSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";

const sharedMemory = "/dev/shm";
const minFreeBytes = 2 * 1024 ** 3;

/**
 * Returns a folder in memory for the files of quick tests, which sync thousands of them. It is removed when the process exits.
 * @returns undefined on a system with no or little shared memory, as in a container
 */
export function memoryFolder(): string | undefined {
  const free = freeBytes(sharedMemory);
  if (free < minFreeBytes) return undefined;
  const folder = mkdtempSync(join(sharedMemory, "courant-tests-"));
  // As in /tmp, also a test that becomes another user makes its folders here.
  chmodSync(folder, 0o1777);
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  return folder;
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
