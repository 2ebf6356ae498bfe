import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../../clock.ts";
import type { Config } from "../../../config/schema.ts";
import type { PublishedUpdate } from "../../../published/view.ts";
import { type Broadcast, createBroadcast, type PooledThread } from "./broadcast.ts";
import type { Counts, FromThread, ServiceState, ThreadStart } from "./thread-messages.ts";
import type { ServingThread, ThreadStarter } from "./threads.ts";

/** The serving threads of this process. */
export type ThreadPool = Pick<Broadcast, "update" | "sync" | "report"> & {
  setState(state: ServiceState): void;
  /** Lets all threads, and those that are started later, answer by another configuration. */
  configure(config: Config): Promise<void>;
  /** The number of threads that answer requests. */
  running(): number;
  /** Lets all threads finish their answers and ends them. */
  stop(): Promise<void>;
};

type PoolDeps = {
  start: Omit<ThreadStart, "number">;
  clock: Clock;
  startThread: ThreadStarter;
  /** Returns the updates that a new thread begins with. */
  updates: () => PublishedUpdate[];
  readMetrics: () => Promise<{ type: string; text: string }>;
  onLost: (path: string) => void;
  /** Called with the last counts of a thread that ends. */
  onCounted: (counts: Counts) => void;
  /** Called when a thread begins or ceases to answer. */
  onChange: () => void;
  log: FastifyBaseLogger;
};

/** The delay before a thread that ended is replaced, so that one that cannot start does not use up the machine. */
const restartDelayMs = 200;

/** Starts the threads. A thread that ends is replaced. @returns the pool once all threads listen */
export async function startThreadPool(deps: PoolDeps): Promise<ThreadPool> {
  const { clock, log } = deps;
  let { start } = deps;
  const threads = new Map<number, PooledThread>();
  const all = createBroadcast(threads);
  let state: ServiceState | undefined;
  let isStopping = false;
  let configuring: Promise<void> = Promise.resolve();

  /** @returns once the thread listens, or fails with the reason why it ended before */
  function begin(number: number): Promise<void> {
    const listening = Promise.withResolvers<void>();
    const started = deps.startThread({ ...start, number }, clock);
    const thread: PooledThread = { ...started, number, isListening: false, applied: Promise.resolve() };
    threads.set(number, thread);
    thread.onMessage((message) => {
      if (message.kind === "bytes") all.send(message, thread);
      else if (message.kind === "synced" || message.kind === "report") all.resolve(number, message);
      else if (message.kind !== "listening") handleMessage(message, thread, deps);
      else {
        thread.isListening = true;
        listening.resolve();
        deps.onChange();
      }
    });
    thread.onEnd((reason) => {
      threads.delete(number);
      all.forget(number);
      listening.reject(new Error(reason ?? "it was stopped"));
      deps.onChange();
      if (isStopping) return;
      log.error({ thread: number, reason }, "a serving thread ended; another one takes its place");
      clock.after(restartDelayMs, () => isStopping || begin(number).catch(() => undefined));
    });
    sendCurrentState(thread, deps.updates(), state);
    return listening.promise;
  }

  await Promise.all(Array.from({ length: start.threads }, (_, index) => begin(index + 1)));

  return {
    update: all.update,
    sync: all.sync,
    report: all.report,

    setState(next) {
      state = next;
      all.send({ kind: "state", state });
    },

    configure(config) {
      start = { ...start, config };
      configuring = configuring.then(() => all.configure(config));
      return configuring;
    },

    running: () => [...threads.values()].filter(({ isListening }) => isListening).length,

    async stop() {
      isStopping = true;
      const ends = [...threads.values()].map((thread) => new Promise((resolve) => thread.onEnd(resolve)));
      all.send({ kind: "stop" });
      await Promise.all(ends);
    },
  };
}

/** Tells a new thread everything that the others know; it listens once it has heard that. */
function sendCurrentState(
  thread: PooledThread,
  updates: readonly PublishedUpdate[],
  state: ServiceState | undefined,
): void {
  thread.send({ kind: "update", updates });
  if (state) thread.send({ kind: "state", state });
  thread.send({ kind: "sync", id: 0 });
}

/** Takes a message of a thread that is for the rest of the service. */
function handleMessage(
  message: Exclude<FromThread, { kind: "listening" | "bytes" | "synced" | "report" }>,
  thread: Pick<ServingThread, "send">,
  { log, onLost, onCounted, readMetrics }: PoolDeps,
): void {
  if (message.kind === "lost") onLost(message.path);
  else if (message.kind === "counted") onCounted(message);
  else if (message.kind === "log") log[message.level](message.fields, message.message);
  else {
    readMetrics().then(
      (metrics) => thread.send({ kind: "metrics", id: message.id, ...metrics }),
      (error: unknown) => {
        log.error({ err: error }, "the metrics cannot be read");
        thread.send({ kind: "metrics", id: message.id, type: "text/plain; charset=utf-8", text: "" });
      },
    );
  }
}
