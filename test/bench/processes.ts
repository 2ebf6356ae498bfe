import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";

/** Whether a program is there to be run. */
export function isInstalled(program: string): boolean {
  return spawnSync("which", [program]).status === 0;
}

/** Servers have the first core, the load the second. */
export const cores = { server: 0, load: 1 };

export const canPin = isInstalled("taskset") && availableParallelism() > 1;

/** The one core that a command runs on, or all that there are. */
export type Core = number | "any";

/** A command that runs on one core only, where `taskset` is there and more than one core is. */
export function pinned(core: Core, [program, ...args]: readonly [string, ...string[]]): [string, ...string[]] {
  return canPin && core !== "any" ? ["taskset", "--cpu-list", String(core), program, ...args] : [program, ...args];
}

export type Running = { pid: number; url: string; stop(): Promise<void> };

const children = new Set<ChildProcess>();

/** For when the benchmark itself is ended early: nothing that it started outlives it. */
export function killAll(): void {
  for (const child of children) child.kill("SIGKILL");
}

type ServerOptions = {
  url: string;
  /** The path that is asked for until it is there. */
  ready: string;
  headers?: Record<string, string>;
  /** The file that its output goes to. */
  log: string;
  env?: Record<string, string>;
  /** Unless said, the servers' core. */
  core?: Core;
};

/**
 * Starts a server.
 * @returns when `url + ready` answers 200
 * @throws when it ends before, or takes longer than two minutes; the message has its output
 */
export async function startServer(
  command: readonly [string, ...string[]],
  { url, ready, log, headers = {}, env = {}, core = cores.server }: ServerOptions,
): Promise<Running> {
  const [program, ...args] = pinned(core, command);
  const output = openSync(log, "w");
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  children.add(child);
  const closed = once(child, "close").finally(() => children.delete(child));
  const stop = async () => {
    child.kill("SIGTERM");
    const impatience = setTimeout(() => child.kill("SIGKILL"), 15_000);
    await closed;
    clearTimeout(impatience);
  };
  for (let tries = 0; tries < 1200 && child.exitCode === null && child.pid !== undefined; tries++) {
    if (await isReady(url + ready, headers)) return { pid: child.pid, url, stop };
    await sleep(100);
  }
  await stop();
  throw new Error(`${command.join(" ")} does not answer:\n${await readFile(log, "utf8")}`);
}

async function isReady(url: string, headers: Record<string, string>): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { headers });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

/**
 * Runs a command to its end.
 * @param onStart is given its process id
 * @returns what it wrote on standard output
 * @throws when it fails
 */
export async function run(
  core: Core,
  command: readonly [string, ...string[]],
  env: Record<string, string> = {},
  onStart: (pid: number) => void = () => undefined,
): Promise<string> {
  const [program, ...args] = pinned(core, command);
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  if (child.pid !== undefined) onStart(child.pid);
  const heard = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    heard.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    heard.err += text;
  });
  const [code] = (await once(child, "close").finally(() => children.delete(child))) as [number | null];
  if (code !== 0) throw new Error(`${command.join(" ")} failed:\n${heard.out}${heard.err}`);
  return heard.out;
}
