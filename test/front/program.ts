import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Test } from "tap";
import { until } from "../until.ts";

/** Why a program of the system cannot be used, and what to do about that; false when it can. */
export function missing(command: string, version: string, debian: string): string | false {
  return spawnSync(command, [version]).status === 0 ? false : `${command} is not installed: apt-get install ${debian}`;
}

/** A folder that goes when the test ends. Servers that drop root's rights can look into it. */
export async function openFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "courant-front-"));
  await chmod(folder, 0o755);
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A server in the foreground that listens on a port, ended when the test ends. */
export async function startProgram(t: Test, command: string, args: string[], port: number): Promise<void> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(child, "close");
  t.teardown(async () => {
    child.kill("SIGTERM");
    await closed;
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  let isListening = false;
  await until(async () => {
    isListening = await answers(port);
    return isListening || hasEnded(child);
  });
  if (!isListening) throw new Error(`${command} does not listen on ${port}: ${said}`);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
