import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { Piscina } from "piscina";
import type { parseAnswer, SourceAnswer, SourceContent } from "./parse-answer.ts";

export type ParserOptions = Parameters<typeof parseAnswer>[1];

/** A thread that parses answers of sources, so that even a hostile answer does not slow down serving. */
export type ParserThread = {
  /** An answer that needs too much time or memory is `unreadable`. */
  parse(answer: SourceAnswer, options: ParserOptions): Promise<SourceContent>;
  /** Ends the thread at once. Answers that are being parsed reject. */
  close(): Promise<void>;
};

/** The time that the thread waits for the next answer before it ends. */
const idleTimeoutMs = 10_000;

/** @param limits the time and memory for one answer */
export function startParserThread(limits = { timeMs: 30_000, memoryMb: 512 }): ParserThread {
  const cacheDir = getCompileCacheDir();
  const pool = new Piscina<{ answer: SourceAnswer; options: ParserOptions }, SourceContent>({
    filename: new URL("./parser-worker.ts", import.meta.url).href,
    workerData: { compileCache: cacheDir && dirname(cacheDir) },
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: idleTimeoutMs,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
  });
  // A thread that ends between answers does no harm: the next answer starts another.
  pool.on("error", () => {});
  let previous: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  async function parseNow(answer: SourceAnswer, options: ParserOptions): Promise<SourceContent> {
    // A destroyed pool would start a new thread.
    if (isClosed) throw new Error("the thread that reads sources has ended");
    const signal = AbortSignal.timeout(limits.timeMs);
    try {
      return await pool.run({ answer, options }, { signal });
    } catch (error) {
      if (signal.aborted)
        return { kind: "unreadable", problem: `It takes longer than ${limits.timeMs / 1000} seconds to read.` };
      const isOutOfMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
      if (isOutOfMemory) return { kind: "unreadable", problem: `It takes more than ${limits.memoryMb} MB to read.` };
      throw error;
    }
  }
  return {
    parse(answer, options) {
      // The time limit of an answer begins when the previous one has ended.
      const content = previous.then(() => parseNow(answer, options));
      previous = content.catch(() => {});
      return content;
    },
    close() {
      isClosed = true;
      return pool.destroy();
    },
  };
}
