import type { Clock } from "../clock.ts";
import type { ArticleQuery } from "../stores/article-query.ts";
import type { ArticleList } from "../stores/articles.ts";
import type { SearchIndex } from "../stores/search-index.ts";
import type { SearchThreads } from "./threads.ts";

/*
 * The room `search`: it lets the index of words follow the collection, and searches it, in threads.
 */

/** Lets the index of words follow the collection, and searches it. */
export type Search = {
  /** Notes that articles changed. The index takes them in after a while without further changes. */
  noteChange(): void;
  /**
   * Lists the articles that a search finds. The index takes in before what changed: all of it if it is little, else for at
   * most a second.
   * @returns also how many articles the index does not know yet. @throws REQUEST_INVALID as `ArticleStore.list` does
   */
  list(query: ArticleQuery): Promise<ArticleList & { pending: number }>;
  stop(): Promise<void>;
};

/** An import and the run after it have the processors for themselves. A search does not wait for this time to pass. */
const quietMs = 15_000;

/** How long a search waits for the index. */
const maxWaitMs = 1_000;

/** @param deps.onError receives the errors of the background thread; the next change or search starts it again */
export function followCollection(
  index: Pick<SearchIndex, "state">,
  { threads, clock, onError }: { threads: SearchThreads; clock: Clock; onError: (error: unknown) => void },
): Search {
  let cancelWait = () => {};
  let following: Promise<void> | undefined;
  let isStopped = false;

  function start(): Promise<void> {
    cancelWait();
    following ??= threads
      .follow()
      .catch((error: unknown) => {
        if (!isStopped) onError(error);
      })
      .finally(() => {
        following = undefined;
      });
    return following;
  }

  /** @returns how many articles the index does not know yet */
  async function catchUp(): Promise<number> {
    const { pending, isSmall } = await index.state();
    if (pending === 0 || isStopped) return pending;
    if (isSmall && following === undefined) {
      await threads.takeIn();
      return 0;
    }
    const { promise: waited, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after(maxWaitMs, resolve);
    await Promise.race([start(), waited]);
    cancel();
    return (await index.state()).pending;
  }

  return {
    noteChange() {
      cancelWait();
      if (!isStopped) cancelWait = clock.after(quietMs, () => void start());
    },

    async list(query) {
      const pending = await catchUp();
      return { ...(await threads.list(query, clock.now())), pending };
    },

    async stop() {
      isStopped = true;
      cancelWait();
      await threads.close();
      await following;
    },
  };
}
