import { type ChildProcess, fork } from "node:child_process";
import type { Clock } from "../../clock.ts";
import { type FromShrinker, maxMemoryBytes, memoryExitCode, type ShrinkResult, type ToShrinker } from "./messages.ts";

/** A process that makes smaller versions of pictures, one picture at a time. */
export type Shrinker = {
  shrink(file: string): Promise<ShrinkResult>;
  /** Ends the process at once. */
  close(): Promise<void>;
};

/** The most time that a picture may take. The largest progressive JPEG takes some ten seconds. */
const pictureTimeoutMs = 60_000;

/** Starting takes half a second of processor time, at the lowest priority. */
const startTimeoutMs = 60_000;

/** Memory that glibc keeps for a second thread is never used again. The environment holds secrets, which pictures must not find. */
const environment = { MALLOC_ARENA_MAX: "2", VIPS_CONCURRENCY: "1" };

/**
 * Starts the process.
 * @returns the reason if the library for pictures cannot be loaded
 * @throws Error if the process ends before it is ready
 */
export async function startShrinker(clock: Pick<Clock, "after">): Promise<Shrinker | { unavailable: string }> {
  const child = fork(new URL("./start-process.js", import.meta.url), {
    serialization: "advanced",
    env: { ...environment, ...(process.env.PATH !== undefined && { PATH: process.env.PATH }) },
    execArgv: ["--max-old-space-size=64"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(describeEnd(code, signal)));
  });
  const close = async () => {
    child.kill("SIGKILL");
    await ended;
  };

  async function hear(timeoutMs: number): Promise<FromShrinker> {
    const answer = Promise.withResolvers<FromShrinker>();
    const listener = (message: FromShrinker) => answer.resolve(message);
    child.once("message", listener);
    const cancel = clock.after(timeoutMs, () => {
      answer.resolve({ kind: "ended", reason: `it took longer than ${timeoutMs / 1000} seconds` });
      child.kill("SIGKILL");
    });
    void ended.then((reason) => answer.resolve({ kind: "ended", reason }));
    const message = await answer.promise;
    cancel();
    child.off("message", listener);
    return message;
  }

  const first = await hear(startTimeoutMs);
  if (first.kind === "ready") return { shrink: (file) => shrink(child, file, hear), close };
  await close();
  if (first.kind === "unavailable") return { unavailable: first.reason };
  throw new Error(`the process that makes smaller versions of pictures did not start: ${JSON.stringify(first)}`);
}

async function shrink(
  child: ChildProcess,
  file: string,
  hear: (timeoutMs: number) => Promise<FromShrinker>,
): Promise<ShrinkResult> {
  if (child.connected) child.send({ file } satisfies ToShrinker, () => undefined);
  const answer = await hear(pictureTimeoutMs);
  if (answer.kind === "made" || answer.kind === "refused" || answer.kind === "ended") return answer;
  return { kind: "refused", reason: `an answer to another question (${answer.kind})` };
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (code === memoryExitCode) return `it needed more than ${maxMemoryBytes / 1024 / 1024} MB of memory`;
  return `the process ended with ${signal ?? `exit code ${code}`}`;
}
