import { availableParallelism } from "node:os";
import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import { CourantError, type Problem } from "../errors.ts";
import { converse, type TaskRequest } from "./conversation.ts";
import { createIngestQueue } from "./create-queue.ts";
import { type IngestQueue, ReadLimitError, type RunTask } from "./queue.ts";
import type { TaskResult } from "./tasks.ts";

/** The data that a thread starts with. */
export type IngestWorkerData = {
  /** The priority of the thread, as `nice` counts it. */
  niceness?: number | undefined;
};

export type IngestThreadsOptions = {
  /** Whether this process serves as well, so that reading must not slow that down. */
  serves: boolean;
  /** The time from one turn of a thread to the next, and the heap of a thread. */
  limits?: { timeMs: number; memoryMb: number };
};

/** Far more than the costliest input takes that keeps the limits of articles, also on a slow machine. */
const defaultLimits = { timeMs: 60_000, memoryMb: 512 };

const maxThreads = 4;

/**
 * The part of a thread's heap where values begin, in MB. By itself it grows to 100 MB while pages are read, and they hardly
 * get faster by it.
 */
const youngGenerationMb = 24;

/** How long an idle thread waits for the next piece before it ends. Somebody waits for an urgent one. */
const idleTimeoutsMs = { urgent: 60_000, media: 10_000, other: 10_000 };

/** Serving comes before both, and an article before an import. */
const niceness = { urgent: 10, media: 19, other: 19 };

type Lane = keyof typeof niceness;

/**
 * Starts the queue whose pieces are read in threads: one thread for each core, four at most, one more for urgent pieces, and
 * one for uploaded media, whose bytes can keep a parser busy for as long as it is let, so that no article waits for them.
 * Threads start when they are needed.
 */
export function startIngestThreads({ serves, limits = defaultLimits }: IngestThreadsOptions): IngestQueue {
  const startPool = (lane: Lane, threads: number) => {
    const pool = new Piscina<TaskRequest, Problem | undefined>({
      filename: new URL("./start-worker.js", import.meta.url).href,
      workerData: {
        niceness: serves ? niceness[lane] : undefined,
      } satisfies IngestWorkerData,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleTimeoutsMs[lane],
      concurrentTasksPerWorker: 1,
      atomics: "disabled",
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: youngGenerationMb },
    });
    // A thread that ends between two pieces does no harm: the next piece starts another.
    pool.on("error", () => {});
    return pool;
  };
  const pools = {
    urgent: startPool("urgent", 1),
    media: startPool("media", 1),
    other: startPool("other", Math.min(availableParallelism(), maxThreads)),
  };
  let end: Promise<unknown> | undefined;

  const run: RunTask = async function* runInThread(name, chunks, argument, { isUrgent, signal }) {
    // A destroyed pool would start a new thread.
    if (end) throw new Error("the threads that read text from outside have ended");
    const { port1: port, port2 } = new MessageChannel();
    const cancel = new AbortController();
    const timer = createTurnTimer(limits.timeMs, () => cancel.abort());
    const request: TaskRequest = { name, argument, port: port2 };
    const pool = name === "media" ? pools.media : isUrgent ? pools.urgent : pools.other;
    const signals = signal ? [cancel.signal, signal] : [cancel.signal];
    const ended = pool
      .run(request, { transferList: [port2], signal: AbortSignal.any(signals) })
      .then(throwProblem, (error: unknown) => {
        signal?.throwIfAborted();
        throw limitError(error, timer.isOver(), limits);
      });
    try {
      const onTurn = (who: "thread" | "main") => (who === "thread" ? timer.start() : timer.stop());
      for await (const result of converse({ port, chunks, ended, onTurn })) yield result as TaskResult<typeof name>;
    } finally {
      timer.stop();
      cancel.abort();
    }
  };

  return createIngestQueue(run, async () => {
    end ??= Promise.all(Object.values(pools).map((pool) => pool.destroy()));
    await end;
  });
}

/** Calls back when the thread works for too long without a sign. */
function createTurnTimer(timeMs: number, onOver: () => void) {
  let timeout: NodeJS.Timeout | undefined;
  let isOver = false;
  return {
    start() {
      timeout = setTimeout(() => {
        isOver = true;
        onOver();
      }, timeMs);
    },
    stop: () => clearTimeout(timeout),
    isOver: () => isOver,
  };
}

function throwProblem(problem: Problem | undefined): void {
  if (problem) throw new CourantError(problem.code, problem.detail);
}

/** @returns the error that says which limit a thread exceeded; the error itself if it is another one */
function limitError(error: unknown, isTimeOver: boolean, { timeMs, memoryMb }: typeof defaultLimits): unknown {
  if (isTimeOver) return new ReadLimitError(`It takes longer than ${timeMs / 1000} seconds to read.`, "time");
  const isOutOfMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return isOutOfMemory ? new ReadLimitError(`It takes more than ${memoryMb} MB to read.`, "memory") : error;
}
