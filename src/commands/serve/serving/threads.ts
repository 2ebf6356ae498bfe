import { Worker } from "node:worker_threads";
import type { Clock } from "../../../clock.ts";
import type { Link } from "../link.ts";
import type { FromThread, ThreadStart, ToThread } from "./thread-messages.ts";

/** A serving thread. */
export type ServingThread = Link<FromThread, ToThread> & {
  /** Calls back once when the thread has ended, with the reason if it was not stopped. */
  onEnd(listener: (reason: string | undefined) => void): void;
  /** Ends the thread at once. */
  terminate(): Promise<unknown>;
};

export type ThreadStarter = (start: ThreadStart, clock: Clock) => ServingThread;

/**
 * Room for new objects in a thread, which V8 never gives back: after a crowd, a thread without this limit keeps 130 MB.
 * It is what `npm start` sets (--max-semi-space-size=8), for every way to start a service.
 */
const youngGenerationMb = 24;

/**
 * Returns what starts serving threads. The first `count` of them are prepared at once: they load their modules, which takes
 * most of the time of a start, while the main thread loads its own and finds out what to serve.
 */
export function prepareThreads(count: number): ThreadStarter {
  const prepared = Array.from({ length: count }, prepareThread);
  return (start) => {
    const { thread, begin } = prepared.shift() ?? prepareThread();
    begin(start);
    return thread;
  };
}

type PreparedThread = { thread: ServingThread; begin(start: ThreadStart): void };

function prepareThread(): PreparedThread {
  const resourceLimits = { maxYoungGenerationSizeMb: youngGenerationMb };
  const worker = new Worker(new URL("./start-thread.js", import.meta.url), { resourceLimits });
  let reason: string | undefined;
  worker.on("error", (error) => {
    reason = error.message;
  });
  const ended = new Promise<string | undefined>((resolve) => {
    worker.once("exit", (code) => resolve(reason ?? (code === 0 ? undefined : `code ${code}`)));
  });
  return {
    begin: (start) => worker.postMessage(start),
    thread: {
      send: (message) => worker.postMessage(message),
      onMessage: (listener) => void worker.on("message", listener),
      onEnd: (listener) => void ended.then(listener),
      terminate: () => worker.terminate(),
    },
  };
}
