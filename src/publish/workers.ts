import { getCompileCacheDir } from "node:module";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { Piscina } from "piscina";
import type { Config } from "../config/schema.ts";
import type { Document } from "../published/snapshot.ts";
import type { BuildRequest, BuildResult, DocumentBuilder, EncodeResult } from "./target.ts";

/** The data that a worker starts with. */
export type WorkerStart = {
  config: Config;
  collectionFile: string;
  /** Whether this process serves the documents, so that workers return the bytes of polled documents. */
  serves: boolean;
  /** The folder of the compile cache, if it is enabled. */
  compileCache?: string | undefined;
};

/** Worker threads, each with its own connection to the collection. */
export type Workers = DocumentBuilder & {
  /** Ends the threads at once. Pending requests are rejected, and leave the same files as a killed process. */
  close(): Promise<void>;
};

/** How long an idle thread waits for a request before it ends. One thread stays where documents are served. */
const idleTimeoutMs = 5_000;

/**
 * Starts worker threads that build documents, so that building does not delay serving. There is one thread for each core.
 * Where documents are served, one core stays free for serving, and one thread never ends, so that changes are built at
 * once.
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
  let end: Promise<void> | undefined;
  // A destroyed pool would start new threads for a request.
  const run: typeof pool.run = async (request, options) => {
    if (end) throw new Error("the threads that build documents have ended");
    return pool.run(request, options);
  };
  return {
    async build(request) {
      const result: BuildResult = await run(request, { name: "build" });
      return { ...result, changed: asBuffers(result.changed) };
    },
    async encode(documents) {
      const result: EncodeResult = await run(documents.map(withoutBodies), { name: "encode" });
      return { ...result, documents: asBuffers(result.documents) };
    },
    close() {
      end ??= pool.destroy();
      return end;
    },
  };
}

/** Turns bodies into Buffers again: a Buffer from another thread arrives as a Uint8Array. */
function asBuffers(documents: Document[]): Document[] {
  for (const representation of documents.flatMap(({ variants }) => Object.values(variants))) {
    if (representation.body) representation.body = Buffer.from(representation.body.buffer);
  }
  return documents;
}

function withoutBodies({ variants, ...document }: Document): Document {
  const { body: _, ...identity } = variants.identity;
  return { ...document, variants: { identity } };
}
