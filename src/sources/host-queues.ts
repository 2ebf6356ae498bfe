/** Polls that wait for each other, one queue for each host. */
export type HostQueues = {
  /** Adds a poll to the queue of its host. A source that waits there already is not added twice. */
  enqueue(url: string, hostOf: () => string, poll: () => Promise<void>): Promise<void>;
  /** Tells whether a source is being polled, or waits for its turn. */
  isActive(url: string): boolean;
  /** Resolves when all queues have ended. */
  drain(): Promise<void>;
};

/** Creates the queues. Polls of different hosts run at the same time. */
export function createHostQueues(): HostQueues {
  /** The last poll of each host. */
  const hosts = new Map<string, Promise<void>>();
  /** The poll of each source that has not begun. */
  const waiting = new Map<string, Promise<void>>();
  /** The last poll of each source that has not ended. */
  const active = new Map<string, Promise<void>>();

  return {
    enqueue(url, hostOf, poll) {
      const queued = waiting.get(url);
      if (queued) return queued;
      const host = hostOf();
      const done = (hosts.get(host) ?? Promise.resolve())
        .then(() => {
          waiting.delete(url);
          return poll();
        })
        .finally(() => {
          if (active.get(url) === done) active.delete(url);
          if (hosts.get(host) === done) hosts.delete(host);
        });
      hosts.set(host, done);
      waiting.set(url, done);
      active.set(url, done);
      return done;
    },
    isActive: (url) => active.has(url),
    async drain() {
      await Promise.all(hosts.values());
    },
  };
}
