/** What a service has opened, to be closed in order. */
export type Opened = {
  /** Something that works by itself. Everything of that kind is stopped at the same time, before anything is closed. */
  working(name: string, stop: () => Promise<unknown>): void;
  /** Something that others use. What was opened last is closed first. */
  used(name: string, close: () => unknown): void;
  close(): Promise<void>;
  /** The names of what is not closed yet. */
  left(): string[];
};

type Step = { name: string; close: () => unknown };

export function createOpened(): Opened {
  const working = new Set<Step>();
  const used: Step[] = [];

  async function stop(step: Step) {
    await step.close();
    working.delete(step);
  }

  return {
    working: (name, close) => void working.add({ name, close }),
    used: (name, close) => void used.push({ name, close }),

    async close() {
      await Promise.all([...working].map(stop));
      for (let last = used.at(-1); last; last = used.at(-1)) {
        await last.close();
        used.pop();
      }
    },

    left: () => [...working, ...used.toReversed()].map(({ name }) => name),
  };
}
