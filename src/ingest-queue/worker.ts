import { once } from "node:events";
import { setPriority } from "node:os";
import { workerData } from "piscina";
import { CourantError, type Problem } from "../errors.ts";
import type { TaskMessage, TaskReply, TaskRequest } from "./conversation.ts";
import { tasks } from "./tasks.ts";
import type { IngestWorkerData } from "./threads.ts";

/* A worker thread that reads text from outside. threads.ts starts it. */
const { niceness } = workerData as IngestWorkerData;
// On Linux each thread has its own priority.
if (niceness !== undefined) setPriority(0, niceness);

/** Runs one task, and returns the problem that ended it. */
export default async ({ name, argument, port }: TaskRequest): Promise<Problem | undefined> => {
  const run = tasks[name] as (chunks: AsyncIterable<Uint8Array>, given: unknown) => AsyncGenerator<unknown>;

  async function request(message: TaskMessage): Promise<TaskReply> {
    const answer = once(port, "message");
    port.postMessage(message);
    const [reply] = await answer;
    return reply as TaskReply;
  }

  async function* readChunks(first: TaskReply): AsyncGenerator<Uint8Array> {
    for (let { chunks } = first; chunks; { chunks } = await request({ wants: "chunks" })) yield* chunks;
  }

  try {
    // The time of the task counts from the first answer on, so a task that needs no chunks asks for some as well.
    const first = await request({ wants: "chunks" });
    for await (const result of run(readChunks(first), argument)) await request({ result });
    return undefined;
  } catch (error) {
    if (error instanceof CourantError) return error.toProblem();
    throw error;
  } finally {
    port.close();
  }
};
