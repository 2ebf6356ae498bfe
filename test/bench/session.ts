import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killAll, type Running } from "./processes.ts";

/**
 * Runs a benchmark in a temporary folder. At its end, or when it is broken off, the servers that it started are stopped
 * and the folder is removed.
 * @param work is given the folder, and what it tells of each server that it starts
 */
export async function session(
  work: (folder: string, started: (server: Running) => void) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "courant-bench-"));
  const running: Running[] = [];
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      killAll();
      rm(folder, { recursive: true, force: true }).finally(() => process.exit(1));
    });
  }
  try {
    await work(folder, (server) => void running.push(server));
  } finally {
    await Promise.all(running.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}
