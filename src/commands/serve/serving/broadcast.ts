import type { Config } from "../../../config/schema.ts";
import type { PublishedUpdate } from "../../../published/view.ts";
import { createReplies } from "./replies.ts";
import type { Counts, FromThread, ToThread } from "./thread-messages.ts";
import type { ServingThread } from "./threads.ts";

/** A thread of the pool. `applied` resolves once it has applied all steps so far. */
export type PooledThread = ServingThread & { number: number; isListening: boolean; applied: Promise<unknown> };

export type ThreadReport = { thread: number; eventLoopDelaySeconds: number } & Counts;

/** Sends messages to all threads of a pool, and waits for their replies. */
export type Broadcast = {
  send(message: ToThread, sender?: PooledThread): void;
  /** Sends a step to each thread once the thread has applied the step before, so that it answers requests in between. */
  update(step: readonly PublishedUpdate[]): void;
  /** Waits until all threads have applied the steps so far. */
  sync(): Promise<void>;
  /** Lets one thread after another answer by another configuration, so that the others answer meanwhile. */
  configure(config: Config): Promise<void>;
  /** Returns what each thread counted since the last report, and how long its event loop was held up. */
  report(): Promise<ThreadReport[]>;
  /** Takes the reply of a thread. */
  resolve(number: number, reply: Extract<FromThread, { id: number }>): void;
  /** Waits no longer for a thread that has ended. */
  forget(number: number): void;
};

/** @param threads by number, as they are at any moment */
export function createBroadcast(threads: ReadonlyMap<number, PooledThread>): Broadcast {
  const replies = createReplies();

  async function apply(thread: PooledThread, updates: readonly PublishedUpdate[]) {
    const { number } = thread;
    if (threads.get(number) !== thread) return;
    await replies.wait([number], (_, id) => {
      thread.send({ kind: "update", updates });
      thread.send({ kind: "sync", id });
    });
  }

  const ask = (kind: "sync" | "report") =>
    replies.wait([...threads.keys()], (number, id) => threads.get(number)?.send({ kind, id }));

  return {
    send(message, sender) {
      for (const thread of threads.values()) if (thread !== sender) thread.send(message);
    },

    update(step) {
      for (const thread of threads.values()) thread.applied = thread.applied.then(() => apply(thread, step));
    },

    async sync() {
      await Promise.all([...threads.values()].map(({ applied }) => applied));
      await ask("sync");
    },

    async configure(config) {
      for (const thread of [...threads.values()]) {
        if (threads.get(thread.number) !== thread) continue;
        await replies.wait([thread.number], (_, id) => thread.send({ kind: "config", id, config }));
      }
    },

    async report() {
      const answers = await ask("report");
      return answers.flatMap(([thread, answer]) => (answer.kind === "report" ? [{ thread, ...answer }] : []));
    },

    resolve: (number, reply) => replies.resolve(number, reply.id, reply),
    forget: replies.forget,
  };
}
