import { availableParallelism, totalmem } from "node:os";
import { Piscina } from "piscina";
import type { Config } from "../config/schema.ts";
import type { Document } from "../published/snapshot.ts";
import { type CollectionPlace, isPostgres } from "../stores/place/open.ts";
import type { BuildRequest, BuildResult, DocumentBuilder, EncodeResult, SearchMatches } from "./target.ts";

/** The data that a worker starts with. */
export type BuilderWorkerData = {
  config: Config;
  collection: CollectionPlace;
  /** The generation of the lease without which the threads may write nothing, where nodes share a database. */
  generation?: number | undefined;
  /** Whether the threads give way to everything else on the machine. */
  isLowPriority: boolean;
};

export type BuilderOptions = Pick<BuilderWorkerData, "config" | "collection" | "generation"> & {
  role: "service" | "command";
};

/** Worker threads, each with its own connection to the collection. */
export type Workers = DocumentBuilder & {
  /** Ends the threads at once. Pending requests are rejected, and leave the same files as a killed process. */
  close(): Promise<void>;
};

/** The builds of a thread whose collection is at a server: while one waits for an answer, others work. */
const tasksWithServer = 4;

/** How long an idle thread waits for a request before it ends. In a service, one thread stays. */
const idleTimeoutMs = 5_000;

/** A thread takes up to 70 MB while it builds. */
const roomyBytes = 1024 ** 3;

/** Tells whether there is memory for a thread more. */
function hasRoom(): boolean {
  const limit = process.constrainedMemory();
  return (limit > 0 ? Math.min(limit, totalmem()) : totalmem()) >= roomyBytes;
}

/**
 * Starts worker threads that build documents, so that building does not delay anything else. There is one
 * thread for each core, because those of a service give way to everything else. Where memory is short, a service has one
 * thread less. It keeps one thread, so that changes are built at once.
 */
export function startWorkers({ role, ...start }: BuilderOptions): Workers {
  const cores = availableParallelism();
  const isService = role === "service";
  const pool = new Piscina<
    BuildRequest | readonly Document[] | readonly string[],
    BuildResult & EncodeResult & SearchMatches[]
  >({
    filename: new URL("./start-worker.js", import.meta.url).href,
    workerData: { ...start, isLowPriority: isService } satisfies BuilderWorkerData,
    minThreads: isService ? 1 : 0,
    maxThreads: isService && !hasRoom() ? Math.max(1, cores - 1) : cores,
    idleTimeout: idleTimeoutMs,
    concurrentTasksPerWorker: isPostgres(start.collection) ? tasksWithServer : 1,
    atomics: "disabled",
  });
  let end: Promise<void> | undefined;
  // A destroyed pool would start new threads for a request.
  const run: typeof pool.run = async (request, options) => {
    if (end) throw new Error("the threads that build documents have ended");
    return pool.run(request, options);
  };
  return {
    build: (request) => run(request, { name: "build" }),
    encode: (documents) => run(documents, { name: "encode" }),
    findMatches: (searches) => run(searches, { name: "findMatches" }),
    close() {
      end ??= pool.destroy();
      return end;
    },
  };
}
