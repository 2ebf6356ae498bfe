import { createIngestQueue } from "../src/ingest-queue/create-queue.ts";
import type { IngestQueue, RunTask } from "../src/ingest-queue/queue.ts";
import { tasks } from "../src/ingest-queue/tasks.ts";

/** The queue whose pieces are read in this thread: a thread takes as long to start as most tests to end. */
export function ingestHere(): IngestQueue {
  const run = async function* runHere(name, chunks, argument, { signal }) {
    const read = tasks[name] as (given: typeof chunks, argument: unknown) => AsyncGenerator<unknown>;
    for await (const result of read(chunks, argument)) {
      signal?.throwIfAborted();
      yield result;
    }
  } as (...given: Parameters<RunTask>) => AsyncGenerator<unknown> as RunTask;
  return createIngestQueue(run, async () => {});
}
