import { getCompileCacheDir } from "node:module";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { Piscina } from "piscina";
import type { Config } from "../config/schema.ts";
import type { Document } from "../published/snapshot.ts";
import type { BuildRequest, BuildResult, DocumentBuilder, EncodeResult } from "./target.ts";

/** What a thread begins with. */
export type WorkerStart = {
  config: Config;
  collectionFile: string;
  /** Whether the bytes of what is polled come back: to be served. */
  serves: boolean;
  /** Where compiled modules are kept, if they are. */
  compileCache?: string | undefined;
};

/** Threads, each with its own connection to the collection. */
export type Workers = DocumentBuilder & {
  /** Ends the threads at once; orders under way are rejected, and what they had begun is as if the process was killed. */
  close(): Promise<void>;
};

/** Milliseconds that a thread waits for orders before it ends, if it is not the one that stays. */
const idleTimeoutMs = 5_000;

/**
 * Threads that make documents, so that whoever serves them is not in their way: one for each core; where documents are
 * served, one core is left to that, and one thread stays, so that changes are answered at once.
 */
export function startWorkers(start: Omit<WorkerStart, "compileCache">): Workers {
  const cache = getCompileCacheDir();
  const cores = availableParallelism();
  const pool = new Piscina<BuildRequest | readonly Document[], BuildResult & EncodeResult>({
    filename: new URL("./worker.ts", import.meta.url).href,
    workerData: { ...start, compileCache: cache && dirname(cache) } satisfies WorkerStart,
    minThreads: start.serves ? 1 : 0,
    maxThreads: start.serves ? Math.max(1, cores - 1) : cores,
    idleTimeout: idleTimeoutMs,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
  });
  let ended: Promise<void> | undefined;
  // A pool that was destroyed would start threads anew.
  const run: typeof pool.run = async (order, options) => {
    if (ended) throw new Error("the threads that make documents have ended");
    return pool.run(order, options);
  };
  return {
    async build(order) {
      const result: BuildResult = await run(order, { name: "build" });
      return { ...result, changed: asBuffers(result.changed) };
    },
    async encode(documents) {
      const result: EncodeResult = await run(documents.map(withoutBodies), { name: "encode" });
      return { ...result, documents: asBuffers(result.documents) };
    },
    close() {
      ended ??= pool.destroy();
      return ended;
    },
  };
}

/** What comes from another thread has lost that its bytes are Buffers. */
function asBuffers(documents: Document[]): Document[] {
  for (const variant of documents.flatMap(({ variants }) => Object.values(variants))) {
    if (variant.body) variant.body = Buffer.from(variant.body.buffer);
  }
  return documents;
}

function withoutBodies({ variants, ...document }: Document): Document {
  const { body: _, ...identity } = variants.identity;
  return { ...document, variants: { identity } };
}
