import { once } from "node:events";
import type { MessagePort } from "node:worker_threads";
import type { TaskName } from "./tasks.ts";

/*
 * The main thread and the thread that reads take turns. The thread asks for chunks or hands over a result, and waits for
 * the answer. So a long input is never in memory as a whole, and it is known at each moment whether the thread works.
 */

/** A request to a thread, which answers through `port`. */
export type TaskRequest = { name: TaskName; argument: unknown; port: MessagePort };
export type TaskMessage = { wants: "chunks" } | { result: unknown };
/** `chunks`: undefined after the last ones, and in answer to a result. */
export type TaskReply = { chunks?: Uint8Array<ArrayBuffer>[] };

/** One turn hands over chunks of this size together. */
const turnBytes = 2 * 1024 * 1024;

export type ConversationOptions = {
  port: MessagePort;
  chunks: AsyncIterable<Uint8Array>;
  /** Resolves or rejects when the thread has ended the task. */
  ended: Promise<void>;
  /** Called when the thread begins to work, and when it waits for an answer. */
  onTurn: (who: "thread" | "main") => void;
};

/**
 * Speaks with a thread until it has ended its task, and yields its results. The thread works on while a result is used, and
 * is one result ahead at most.
 */
export async function* converse({ port, chunks, ended, onTurn }: ConversationOptions): AsyncGenerator<unknown> {
  const iterator = groupByTurn(chunks)[Symbol.asyncIterator]();
  const whenEnded = ended.then(() => undefined);

  function nextMessage(): Promise<TaskMessage | undefined> {
    const message = once(port, "message").then(([data]) => {
      onTurn("main");
      return data as TaskMessage;
    });
    const next = Promise.race([message, whenEnded]);
    // The caller may be busy with a result when the thread fails. It meets the error at its next step.
    next.catch(() => {});
    return next;
  }

  function answer(reply: TaskReply): Promise<TaskMessage | undefined> {
    const next = nextMessage();
    onTurn("thread");
    port.postMessage(reply, reply.chunks?.map(({ buffer }) => buffer) ?? []);
    return next;
  }

  // The first chunks are read while the thread starts, and the next ones while it reads.
  let nextGroup = readGroup();

  function readGroup() {
    const group = iterator.next();
    group.catch(() => {});
    return group;
  }

  try {
    let message = await nextMessage();
    while (message) {
      if ("result" in message) {
        const next = answer({});
        yield message.result;
        message = await next;
      } else {
        const group = await Promise.race([nextGroup, whenEnded]);
        if (group && !group.done) nextGroup = readGroup();
        message = await answer(group && !group.done ? { chunks: group.value } : {});
      }
    }
  } finally {
    port.close();
    // Without await: an iterator that waits for its next value, such as standard input, does not return until it has one.
    void iterator.return?.(undefined);
  }
}

/** Groups chunks, and copies them, so that they can be moved to a thread. */
async function* groupByTurn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>[]> {
  let group: Uint8Array<ArrayBuffer>[] = [];
  let groupBytes = 0;
  for await (const chunk of chunks) {
    group.push(new Uint8Array(chunk));
    groupBytes += chunk.byteLength;
    if (groupBytes < turnBytes) continue;
    yield group;
    [group, groupBytes] = [[], 0];
  }
  if (group.length > 0) yield group;
}
