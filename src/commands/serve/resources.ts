/** Everything that a service has started or opened, so that it can be stopped and closed in order. */
export type Resources = {
  /** Adds something that works by itself. All workers stop at the same time, before any resource is closed. */
  addWorker(name: string, stop: () => Promise<unknown>): void;
  /** Adds something that workers use. The resource that was added last is closed first. */
  addResource(name: string, close: () => unknown): void;
  close(): Promise<void>;
  /** @returns the names of everything that is not closed yet */
  listOpen(): string[];
};

type Resource = { name: string; close: () => unknown };

/** Creates the list of resources, which is empty at first. */
export function createResources(): Resources {
  const workers = new Set<Resource>();
  const resources: Resource[] = [];

  async function stop(worker: Resource) {
    await worker.close();
    workers.delete(worker);
  }

  return {
    addWorker(name, close) {
      workers.add({ name, close });
    },

    addResource(name, close) {
      resources.push({ name, close });
    },

    async close() {
      await Promise.all([...workers].map(stop));
      for (let last = resources.at(-1); last; last = resources.at(-1)) {
        await last.close();
        resources.pop();
      }
    },

    listOpen: () => [...workers, ...resources.toReversed()].map(({ name }) => name),
  };
}
