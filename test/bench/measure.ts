import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Reads a process and its children in /proc (proc(5)), so that a server with workers is measured as a whole. */

/** Clock ticks a second: the same on every Linux that Node runs on. */
export const ticks = 100;

/** CPU time that a process tree has used, user and system, in seconds; to a hundredth. */
export async function cpuSeconds(pid: number): Promise<number> {
  let sum = 0;
  for (const each of await tree(pid)) {
    const fields = fieldsOfStat(await readFile(`/proc/${each}/stat`, "utf8"));
    sum += Number(fields[11]) + Number(fields[12]);
  }
  return sum / ticks;
}

/** The fields of a process's `stat` from the third on: the second, the name in brackets, may hold anything. */
export function fieldsOfStat(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
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
  return sumOf(await statusBytes(pid, "VmRSS"));
}

/**
 * The proportional set size of each process of a tree, in bytes, by process id: memory that processes share counts to
 * each of them in part.
 */
export async function proportionalBytes(pid: number): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for (const each of await tree(pid)) {
    const rollup = await readFile(`/proc/${each}/smaps_rollup`, "utf8");
    found.set(each, Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024);
  }
  return found;
}

/**
 * The most that each process of a tree ever had resident, in bytes, by process id: since it began, or since
 * `forgetPeak`.
 */
export function peakBytes(pid: number): Promise<Map<number, number>> {
  return statusBytes(pid, "VmHWM");
}

/** Lets the peaks of a process tree begin anew. */
export async function forgetPeak(pid: number): Promise<void> {
  for (const each of await tree(pid)) await writeFile(`/proc/${each}/clear_refs`, "5");
}

async function statusBytes(pid: number, field: "VmRSS" | "VmHWM"): Promise<Map<number, number>> {
  const pattern = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m");
  const found = new Map<number, number>();
  for (const each of await tree(pid)) {
    const status = await readFile(`/proc/${each}/status`, "utf8");
    found.set(each, Number(pattern.exec(status)?.[1] ?? 0) * 1024);
  }
  return found;
}

export function sumOf(bytes: ReadonlyMap<number, number>): number {
  return [...bytes.values()].reduce((sum, each) => sum + each, 0);
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
