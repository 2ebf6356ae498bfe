import { readFileSync } from "node:fs";
import type { Clock } from "../../clock.ts";

/** What is asked about processes. On systems without /proc nothing but the parent's id is known. */
export type Processes = {
  /** The id of this process's parent. */
  parentPid(): number;
  /** The id of another process's parent; undefined when it cannot be found out. */
  parentPidOf(pid: number): number | undefined;
  /** What a process was started with. */
  commandLine(pid: number): string[];
};

/** Milliseconds between two looks. */
const npmCheckIntervalMs = 500;

/** A script that lets what it starts outlive it. */
const detachingScript = /\b(?:nohup|setsid|disown)\b|&\s*$/;

/**
 * Calls back once when npm, which started this process, has gone. npm passes SIGTERM on, but to the shell that it runs
 * scripts in, which ends and tells nobody; and when npm is killed, that shell stays.
 *
 * Environment variables alone do not say who started a process: everything inherits them. So the parent must be npm, or
 * the shell in which npm runs this very script. A process that nohup, setsid, systemd, Docker or another program started
 * has another parent, and nothing is watched.
 */
export function watchNpm(deps: {
  env: Readonly<Record<string, string | undefined>>;
  processes: Processes;
  clock: Clock;
  onGone: () => void;
}): void {
  const { processes, clock, onGone } = deps;
  const [parent, npm] = findNpm(deps.env, processes);
  if (parent === undefined) return;

  function look() {
    const above = npm === undefined ? undefined : processes.parentPidOf(parent ?? 0);
    // Where too many files are open nothing can be found out, and nobody has gone.
    if (processes.parentPid() !== parent || (above !== undefined && above !== npm)) onGone();
    else clock.after(npmCheckIntervalMs, look);
  }
  look();
}

/** @returns npm; or the shell that npm started, and npm; or nothing */
function findNpm(
  { npm_execpath: program, npm_lifecycle_script: script }: Readonly<Record<string, string | undefined>>,
  processes: Processes,
): number[] {
  if (program === undefined || script === undefined || detachingScript.test(script)) return [];
  const isNpm = (pid: number) => {
    const words = processes.commandLine(pid);
    return words[0]?.startsWith("npm ") || words.includes(program);
  };
  const parent = processes.parentPid();
  if (isNpm(parent)) return [parent];
  const [, option, text] = processes.commandLine(parent);
  const above = processes.parentPidOf(parent);
  const isItsShell = option === "-c" && text?.startsWith(script) && above !== undefined && isNpm(above);
  return isItsShell ? [parent, above] : [];
}

export const systemProcesses: Processes = {
  parentPid: () => process.ppid,

  parentPidOf(pid) {
    // The name before it stands in brackets and may hold anything; the state and the parent follow (proc_pid_stat(5)).
    const [, parent] = /.*\) \S (\d+)/s.exec(readProc(pid, "stat")) ?? [];
    return parent === undefined ? undefined : Number(parent);
  },

  commandLine: (pid) => readProc(pid, "cmdline").split("\0"),
};

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}
