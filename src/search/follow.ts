import type { Clock } from "../clock.ts";
import type { SearchIndex } from "../stores/search-index.ts";
import type { IndexThread } from "./thread.ts";

/*
 * The room `search`: it lets the index of words follow the collection, in a thread.
 */

/** Lets the index of words follow the collection. */
export type SearchFollower = {
  /** Notes that articles changed. The index takes them in after a while without further changes. */
  noteChange(): void;
  /**
   * Takes in what changed, before a search: at once if it is little, else in the thread, for at most a second.
   * @returns how many articles the index does not know yet
   */
  catchUp(): Promise<number>;
  stop(): Promise<void>;
};

/** An import and the run after it have the processors for themselves. A search does not wait for this time to pass. */
const quietMs = 15_000;

/** How long a search waits for the index. */
const maxWaitMs = 1_000;

/** @param deps.onError receives the errors of the thread; the next change or search starts it again */
export function followCollection(
  index: SearchIndex,
  { thread, clock, onError }: { thread: IndexThread; clock: Clock; onError: (error: unknown) => void },
): SearchFollower {
  let cancelWait = () => {};
  let following: Promise<void> | undefined;
  let isStopped = false;

  function start(): Promise<void> {
    cancelWait();
    following ??= thread
      .run()
      .catch((error: unknown) => {
        if (!isStopped) onError(error);
      })
      .finally(() => {
        following = undefined;
      });
    return following;
  }

  return {
    noteChange() {
      cancelWait();
      if (!isStopped) cancelWait = clock.after(quietMs, () => void start());
    },

    async catchUp() {
      const { pending, isSmall } = await index.state();
      if (pending === 0 || isStopped) return pending;
      if (isSmall && following === undefined) {
        while (await index.indexNext());
        return 0;
      }
      const { promise: waited, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(maxWaitMs, resolve);
      await Promise.race([start(), waited]);
      cancel();
      return (await index.state()).pending;
    },

    async stop() {
      isStopped = true;
      cancelWait();
      await thread.close();
      await following;
    },
  };
}
