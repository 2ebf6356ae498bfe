import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";
import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../../clock.ts";
import { CourantError, isErrorCode } from "../../../errors.ts";
import type { Health } from "../../../serve/health-routes.ts";
import type { StartConfig } from "../last-config.ts";
import type { ToPublishing, ToServing } from "../link.ts";
import type { ConfigMessage, ProcessStart } from "./process.ts";

/** The publishing process, as serving sees it. */
export type PublishingProcess = {
  /** Lets the process read the configuration. @throws CONFIG_INVALID */
  readConfig(): Promise<StartConfig>;
  /**
   * Lets the process publish.
   * @returns the first lines for people, once feeds are published. @throws the reason why the process refused to start
   */
  start(start: Omit<Extract<ProcessStart, { kind: "start" }>, "kind">): Promise<readonly string[]>;
  send(message: ToPublishing): void;
  /** Ends the process in order. */
  stop(): Promise<void>;
};

type Refusal = Extract<ToServing, { kind: "refused" }>;

/** How a process ended. */
type ProcessEnd = { refusal: Refusal | undefined; code: number | null; signal: NodeJS.Signals | null };

/** Makes glibc give memory back that the threads of the process no longer use. The environment may say otherwise. */
const memorySettings = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "65536" };

/** The niceness of the process: whatever it does, serving comes first. */
const publishingNiceness = 10;

const maxRestartDelayMs = 60_000;

/** The exit code of a process that is to begin again at once, though nothing is wrong with it. */
export const beginAgainCode = 75;

/** A process that ran for this long is started again at once. */
const minSteadyRunMs = 60_000;

/**
 * Starts the publishing process, and starts it again when it ends: at once, then after 1, 2, 4 and up to 60 seconds.
 * @param deps.onMessage receives what it says
 * @param deps.onState called when it goes and comes
 */
export function startPublishingProcess(deps: {
  clock: Clock;
  log: FastifyBaseLogger;
  onMessage: (message: ToServing) => void;
  onState: (state: Health["publishing"]) => void;
}): PublishingProcess {
  const { clock, log, onMessage, onState } = deps;
  const config = Promise.withResolvers<StartConfig>();
  const ready = Promise.withResolvers<readonly string[]>();
  // The process may end before anybody waits for these.
  for (const { promise } of [config, ready]) promise.catch(() => undefined);
  const findRestartDelayMs = countFailures();
  let start: ProcessStart | undefined;
  let child: ChildProcess | undefined;
  let isReady = false;
  let isStopping = false;
  let cancelRestart = () => {};

  function begin() {
    const startedAt = clock.now();
    child = forkProcess(log, hear, (end) => {
      child = undefined;
      if (isStopping) return;
      if (isReady) return restart(end, clock.now() - startedAt);
      config.reject(toError(end));
      ready.reject(toError(end));
    });
    if (start) send(start);
  }

  function hear(message: ToServing | ConfigMessage) {
    if (message.kind === "config-read") return config.resolve(message.read);
    if (message.kind === "ready") {
      isReady = true;
      ready.resolve(message.lines);
    }
    // A process that is started again takes the configuration that is in force.
    if (message.kind === "config" && start?.kind === "start") {
      start = { ...start, config: message.loaded.config, mistake: undefined };
    }
    onMessage(message);
  }

  function restart({ refusal, code, signal }: ProcessEnd, ranMs: number) {
    const reason = refusal?.message ?? signal ?? `exit code ${code}`;
    const restartInMs = code === beginAgainCode ? 0 : findRestartDelayMs(ranMs);
    onState("restarting");
    log.error({ reason, restartInMs }, "the publishing process ended; feeds are still served");
    cancelRestart = clock.after(restartInMs, begin);
  }

  function send(message: ToPublishing | ProcessStart) {
    if (child?.connected) child.send(message, () => undefined);
  }

  begin();
  return {
    readConfig() {
      send({ kind: "read-config" });
      return config.promise;
    },

    start(given) {
      start = { kind: "start", ...given };
      send(start);
      return ready.promise;
    },

    send,

    async stop() {
      isStopping = true;
      cancelRestart();
      if (child) await endInOrder(child);
    },
  };
}

/** Starts a process. @param onEnd called once, when it has ended */
function forkProcess(
  log: FastifyBaseLogger,
  onMessage: (message: ToServing | ConfigMessage) => void,
  onEnd: (end: ProcessEnd) => void,
): ChildProcess {
  let refusal: Refusal | undefined;
  const env = { ...memorySettings, ...process.env };
  const child = fork(new URL("./start-process.js", import.meta.url), { serialization: "advanced", env });
  child.on("error", (error) => log.error({ err: error }, "the publishing process cannot be reached"));
  child.on("message", (message: ToServing | ConfigMessage) => {
    if (message.kind === "refused") refusal = message;
    onMessage(message);
  });
  child.once("exit", (code, signal) => onEnd({ refusal, code, signal }));
  lowerPriority(child.pid);
  return child;
}

/** Lowers the priority of a process that begins: the threads that it starts later have the same. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, publishingNiceness);
  } catch {
    // The process has ended already.
  }
}

async function endInOrder(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  if (child.connected) child.send({ kind: "stop" } satisfies ToPublishing, () => undefined);
  else child.kill("SIGTERM");
  await ended;
}

/** @returns a function that takes how long a process ran, and returns the delay before it is started again */
function countFailures(): (ranMs: number) => number {
  let failures = 0;
  return (ranMs) => {
    if (ranMs > minSteadyRunMs) failures = 0;
    const delayMs = failures === 0 ? 0 : Math.min(maxRestartDelayMs, 1000 * 2 ** (failures - 1));
    failures += 1;
    return delayMs;
  };
}

function toError({ refusal, code, signal }: ProcessEnd): Error {
  if (refusal && isErrorCode(refusal.code)) return new CourantError(refusal.code, refusal.message);
  return new Error(
    refusal?.message ?? `The publishing process ended while it started (${signal ?? `exit code ${code}`}).`,
  );
}
