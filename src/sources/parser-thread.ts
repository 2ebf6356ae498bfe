import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { Piscina } from "piscina";
import type { parseAnswer, SourceAnswer, SourceContent } from "./parse-answer.ts";

export type ParserOptions = Parameters<typeof parseAnswer>[1];

/** A thread that reads what sources answered, so that whoever serves feeds is not in its way, whatever that is. */
export type ParserThread = {
  /** What takes too long or too much memory is `unreadable`. */
  read(answered: SourceAnswer, options: ParserOptions): Promise<SourceContent>;
  /** Ends the thread at once; whoever waits for what it reads is told so by an error. */
  close(): Promise<void>;
};

/** Milliseconds that the thread waits for the next answer before it ends. */
const idleTimeoutMs = 10_000;

/** @param limits what one answer may take: milliseconds, and megabytes of memory */
export function startParserThread(limits = { time: 30_000, memory: 512 }): ParserThread {
  const cache = getCompileCacheDir();
  const pool = new Piscina<{ answered: SourceAnswer; options: ParserOptions }, SourceContent>({
    filename: new URL("./parser-worker.ts", import.meta.url).href,
    workerData: { compileCache: cache && dirname(cache) },
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: idleTimeoutMs,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
    resourceLimits: { maxOldGenerationSizeMb: limits.memory },
  });
  // A thread that ends while it reads nothing is no loss: the next answer has another.
  pool.on("error", () => {});
  let before: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  async function readNow(answered: SourceAnswer, options: ParserOptions): Promise<SourceContent> {
    // A pool that was destroyed would start a thread anew.
    if (isClosed) throw new Error("the thread that reads sources has ended");
    const signal = AbortSignal.timeout(limits.time);
    try {
      return await pool.run({ answered, options }, { signal });
    } catch (error) {
      if (signal.aborted)
        return { kind: "unreadable", problem: `It takes longer than ${limits.time / 1000} seconds to read.` };
      const isFull = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
      if (isFull) return { kind: "unreadable", problem: `It takes more than ${limits.memory} MB to read.` };
      throw error;
    }
  }
  return {
    read(answered, options) {
      // The time of one begins when the one before has ended.
      const reading = before.then(() => readNow(answered, options));
      before = reading.catch(() => {});
      return reading;
    },
    close() {
      isClosed = true;
      return pool.destroy();
    },
  };
}
