import type { Clock } from "../clock.ts";
import type { SignalStore, Signals, SignalTopic } from "../stores/nodes.ts";

/** How often a node looks what changed: one small query. It works behind every pooler, which notifications do not. */
const lookMs = 100;

export type SignalWatch = {
  /** Calls back when something of a topic changed, also on this node; again later, if it fails. */
  on(topic: SignalTopic, listener: () => Promise<void>): void;
  /** Whether the last look reached the database. */
  isReached(): boolean;
  stop(): Promise<void>;
};

/**
 * Watches the counters of changes. At first, and after the database was away, only counters that moved call back.
 * @param onError is told of an error once, until a look succeeds again
 */
export function watchSignals(
  store: SignalStore,
  { clock, onError }: { clock: Clock; onError: (error: unknown) => void },
): SignalWatch {
  const listeners: { topic: SignalTopic; listener: () => Promise<void>; seen: number | undefined }[] = [];
  let isReached = true;
  let isStopped = false;

  async function look(): Promise<void> {
    const signals: Signals = await store.read();
    isReached = true;
    for (const each of listeners) {
      const number = signals.get(each.topic) ?? 0;
      if (number === each.seen) continue;
      await each.listener();
      each.seen = number;
    }
  }

  async function work(): Promise<void> {
    while (!isStopped) {
      await look().catch((error: unknown) => {
        if (isReached) onError(error);
        isReached = false;
      });
      await clock.sleep(lookMs);
    }
  }

  const working = work();
  return {
    on(topic, listener) {
      listeners.push({ topic, listener, seen: undefined });
    },
    isReached: () => isReached,
    async stop() {
      isStopped = true;
      await working;
    },
  };
}
