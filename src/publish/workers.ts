import { getCompileCacheDir } from "node:module";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { Piscina } from "piscina";
import type { Config } from "../config/schema.ts";
import type { Order, Result } from "./unit.ts";

/** What a thread begins with. */
export type Start = {
  config: Config;
  collectionFile: string;
  /** Whether the bytes of what is polled come back: to be served. */
  serves: boolean;
  /** Where compiled modules are kept, if they are. */
  compileCache?: string | undefined;
};

export type Workers = {
  /** Fills an order, in a thread that has its own connection to the collection. */
  make(order: Order): Promise<Result>;
  /** Orders under way are finished. */
  close(): Promise<void>;
};

/** Milliseconds that a thread waits for orders before it ends, if it is not the one that stays. */
const idleTimeout = 5_000;

/**
 * Threads that make documents, so that whoever serves them is not in their way: one for each core. Where documents are
 * served one stays, so that changes are answered at once; few orders need no other.
 */
export function startWorkers(start: Omit<Start, "compileCache">): Workers {
  const cache = getCompileCacheDir();
  const pool = new Piscina<Order, Result>({
    filename: new URL("./worker.ts", import.meta.url).href,
    workerData: { ...start, compileCache: cache && dirname(cache) } satisfies Start,
    minThreads: start.serves ? 1 : 0,
    maxThreads: availableParallelism(),
    idleTimeout,
    concurrentTasksPerWorker: 4,
    atomics: "disabled",
  });
  return {
    async make(order) {
      const result = await pool.run(order);
      for (const { variants } of result.changed) {
        for (const variant of Object.values(variants)) {
          if (variant.body) variant.body = Buffer.from(variant.body.buffer);
        }
      }
      return result;
    },
    close: () => pool.close(),
  };
}
