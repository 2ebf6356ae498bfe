import type { FromThread } from "./thread-messages.ts";

type Reply = Extract<FromThread, { id: number }>;

/** Waits for the replies of threads to a question. A thread that ends meanwhile gives none. */
export function createReplies() {
  const waiting = new Map<string, (reply: Reply | undefined) => void>();
  let lastId = 0;
  return {
    /** Asks threads by number. @returns the reply of each that gave one */
    async wait(
      numbers: readonly number[],
      ask: (number: number, id: number) => void,
    ): Promise<[number: number, reply: Reply][]> {
      const id = ++lastId;
      const replies = numbers.map(async (number) => {
        const reply = await new Promise<Reply | undefined>((resolve) => {
          waiting.set(`${number}:${id}`, resolve);
          ask(number, id);
        });
        return reply && ([number, reply] as [number, Reply]);
      });
      return (await Promise.all(replies)).filter((reply) => reply !== undefined);
    },

    resolve(number: number, id: number, reply: Reply | undefined) {
      waiting.get(`${number}:${id}`)?.(reply);
      waiting.delete(`${number}:${id}`);
    },

    /** Gives up waiting for a thread. */
    forget(number: number) {
      for (const [key, resolve] of waiting) {
        if (!key.startsWith(`${number}:`)) continue;
        waiting.delete(key);
        resolve(undefined);
      }
    },
  };
}
