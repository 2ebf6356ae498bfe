import type { Publisher } from "../publish/publisher.ts";
import type { Run } from "../stores/runs.ts";

/** A publisher that another one takes the place of, with the same listeners. */
export type SwitchedPublisher = { publisher: Publisher; switchTo(next: Publisher): void };

/** Creates a publisher that begins as a given one. */
export function createSwitchedPublisher(first: Publisher): SwitchedPublisher {
  let current = first;
  const finishListeners: ((run: Run) => void)[] = [];
  const progressListeners = new Map<(run: Run) => void, () => void>();
  const publisher: Publisher = {
    snapshot: () => current.snapshot(),
    channels: () => current.channels(),
    checkpoint: () => current.checkpoint(),
    checkChannels: (slugs) => current.checkChannels(slugs),
    regenerate: (cause, request) => current.regenerate(cause, request),
    run: (id) => current.run(id),
    runs: (limit) => current.runs(limit),
    nextDue: (after) => current.nextDue(after),
    openFailures: () => current.openFailures(),
    betweenRuns: (action) => current.betweenRuns(action),
    close: () => current.close(),

    onProgress(listener) {
      progressListeners.set(listener, current.onProgress(listener));
      return () => {
        progressListeners.get(listener)?.();
        progressListeners.delete(listener);
      };
    },

    onFinished(listener) {
      finishListeners.push(listener);
      current.onFinished(listener);
    },
  };

  return {
    publisher,
    switchTo(next) {
      current = next;
      for (const listener of finishListeners) next.onFinished(listener);
      for (const listener of progressListeners.keys()) progressListeners.set(listener, next.onProgress(listener));
    },
  };
}
