import { readFileSync } from "node:fs";
import type { Clock } from "../../clock.ts";

/** Answers questions about processes. Without /proc, only the id of the parent is known. */
export type Processes = {
  /** @returns the id of this process's parent */
  parentPid(): number;
  /** @returns the id of another process's parent, or undefined if it is unknown */
  parentPidOf(pid: number): number | undefined;
  /** @returns the program and arguments that a process was started with */
  commandLine(pid: number): string[];
};

const npmCheckIntervalMs = 500;

/** Matches scripts that start a process which is to outlive them. */
const detachingScript = /\b(?:nohup|setsid|disown)\b|&\s*$/;

/**
 * Calls back once when the npm that started this process is gone. npm passes SIGTERM to the shell in which it runs scripts,
 * and that shell ends without passing it on; if npm is killed, the shell stays.
 *
 * Environment variables do not prove that npm started a process, because every process inherits them. So the parent must
 * be npm, or the shell in which npm runs this script. Under nohup, setsid, systemd or Docker the parent is another process,
 * and nothing is watched.
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

  function check() {
    const grandparent = npm === undefined ? undefined : processes.parentPidOf(parent ?? 0);
    // If too many files are open, the grandparent is unknown. That does not mean that npm is gone.
    if (processes.parentPid() !== parent || (grandparent !== undefined && grandparent !== npm)) onGone();
    else clock.after(npmCheckIntervalMs, check);
  }
  check();
}

/** @returns the ids of npm, or of npm's shell and npm; an empty list if npm did not start this process */
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
  const grandparent = processes.parentPidOf(parent);
  const runsScript = option === "-c" && text?.startsWith(script);
  return runsScript && grandparent !== undefined && isNpm(grandparent) ? [parent, grandparent] : [];
}

export const systemProcesses: Processes = {
  parentPid: () => process.ppid,

  parentPidOf(pid) {
    // The process name stands in brackets and may hold any text; the state and the parent follow it (proc_pid_stat(5)).
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
