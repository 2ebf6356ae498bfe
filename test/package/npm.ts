import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Test } from "tap";

/** A folder for a test, and the environment of a bare machine: Node 24, npm and the usual programs, and nothing else. */
export async function bareMachine(t: Test): Promise<{ folder: string; env: Record<string, string> }> {
  const folder = await mkdtemp(join(tmpdir(), "courant-package-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const programs = join(folder, "bin");
  await mkdir(programs);
  await symlink(process.execPath, join(programs, "node"));
  const { PATH = "", HOME = folder } = process.env;
  const systemPath = PATH.split(delimiter).filter((name) => !name.includes("node_modules"));
  return { folder, env: { PATH: [programs, ...systemPath].join(delimiter), HOME } };
}

export type Finished = { code: number; out: string; err: string };

/** Runs a program to its end. */
export async function runIn(
  cwd: string,
  env: Record<string, string>,
  [program = "", ...args]: string[],
): Promise<Finished> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { cwd, env });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    return { code: typeof code === "number" ? code : 1, out: stdout, err: stderr || String(error) };
  }
}

/** Says why packages cannot be had, if npm failed for want of a network. */
export function withoutNetwork({ code, err }: Finished): string | undefined {
  const isOffline = /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ENOTCACHED|ETIMEDOUT|ENETUNREACH|E403/.test(err);
  return code !== 0 && isOffline ? "npm reaches no registry, and has not kept every package" : undefined;
}
