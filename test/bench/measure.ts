import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** What Linux tells about a process and its children in /proc (proc(5)): for a server with workers, all of it. */

/** Clock ticks a second, and bytes of a page: the same on every Linux that Node runs on. */
const ticks = 100;

/** CPU time that a process tree has used, user and system, in seconds; to a hundredth. */
export async function cpuSeconds(pid: number): Promise<number> {
  let sum = 0;
  for (const each of await tree(pid)) {
    const stat = await readFile(`/proc/${each}/stat`, "utf8");
    // Fields from the third on: the second, the name in brackets, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    sum += Number(fields[11]) + Number(fields[12]);
  }
  return sum / ticks;
}

/** Waits until a process has done nothing for two seconds: what it began with is over. Gives up after two minutes. */
export async function untilIdle(pid: number): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const before = await cpuSeconds(pid);
    await sleep(2000);
    if ((await cpuSeconds(pid)) - before < 0.05) return;
  }
}

/** Resident memory of a process tree, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  let sum = 0;
  for (const each of await tree(pid)) {
    const status = await readFile(`/proc/${each}/status`, "utf8");
    sum += Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  }
  return sum;
}

async function tree(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  const below = await Promise.all(text.split(" ").filter(Boolean).map(Number).map(tree));
  return [pid, ...below.flat()];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
}
