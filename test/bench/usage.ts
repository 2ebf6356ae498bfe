import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fieldsOfStat, peakBytes, sumOf, ticks } from "./measure.ts";
import { run } from "./processes.ts";

/** The cost of a command from start to end: seconds on the clock and of CPU, and the peak of memory in bytes. */
export type Usage = { seconds: number; cpu: number; peak: number; output: string };

/** Milliseconds between looks at the memory. */
const interval = 10;

/**
 * Runs a command on all cores and measures it, with all processes that it starts. CPU time is what the system counted up
 * when it ended, to a hundredth of a second; memory is the system's own record of each process's peak, so that only what
 * comes in the last hundredth of a second is missed. No other process that this one started may end meanwhile.
 * @throws when it fails
 */
export async function measureCommand(
  command: readonly [string, ...string[]],
  env: Record<string, string>,
): Promise<Usage> {
  const peaks = new Map<number, number>();
  let hasEnded = false;
  const watch = async (pid: number) => {
    while (!hasEnded) {
      // Processes end while their files are read.
      const found = await peakBytes(pid).catch(() => new Map<number, number>());
      for (const [id, bytes] of found) peaks.set(id, Math.max(bytes, peaks.get(id) ?? 0));
      await sleep(interval);
    }
  };
  let watching: Promise<void> | undefined;
  const cpuBefore = await cpuOfEnded();
  const began = performance.now();
  try {
    const output = await run("any", command, env, (pid) => {
      watching = watch(pid);
    });
    const seconds = (performance.now() - began) / 1000;
    return { seconds, cpu: (await cpuOfEnded()) - cpuBefore, peak: sumOf(peaks), output };
  } finally {
    hasEnded = true;
    await watching;
  }
}

/** CPU seconds of all processes that this one started, and they started, as far as they have ended. */
async function cpuOfEnded(): Promise<number> {
  const fields = fieldsOfStat(await readFile("/proc/self/stat", "utf8"));
  return (Number(fields[13]) + Number(fields[14])) / ticks;
}
