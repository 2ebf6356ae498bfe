import type { Clock } from "../clock.ts";
import type { SignalStore, SignalTopic } from "../stores/nodes.ts";

/** How often a node looks what changed: one small query. It works behind every pooler, which notifications do not. */
const lookMs = 50;

export type SignalWatch = {
  /** Calls back when something of a topic changed, also on this node; again later, if it fails. */
  on(topic: SignalTopic, listener: () => Promise<void>): void;
  /** Whether the last look reached the database. */
  isReached(): boolean;
  /** Calls back when the database goes away, and when it is back. */
  onReach(listener: (isReached: boolean) => void): void;
  stop(): Promise<void>;
};

/** A listener and the last number that it has taken up. `working` while it does; `isFailing` until it succeeds again. */
type Subscription = {
  topic: SignalTopic;
  listener: () => Promise<void>;
  seen: number | undefined;
  working: Promise<void> | undefined;
  isFailing: boolean;
};

/**
 * Watches the counters of changes. At first, and after the database was away, only counters that moved call back. A listener
 * that fails or takes long keeps no other waiting.
 * @param onError is told of an error once, until the same succeeds again
 */
export function watchSignals(
  store: SignalStore,
  { clock, onError }: { clock: Clock; onError: (error: unknown) => void },
): SignalWatch {
  const subscriptions: Subscription[] = [];
  const reachListeners: ((isReached: boolean) => void)[] = [];
  let isReached = true;
  let isStopped = false;

  function setReached(next: boolean): void {
    if (next === isReached) return;
    isReached = next;
    for (const listener of reachListeners) listener(next);
  }

  async function call(subscription: Subscription, number: number): Promise<void> {
    try {
      await subscription.listener();
      subscription.seen = number;
      subscription.isFailing = false;
    } catch (error) {
      if (!subscription.isFailing) onError(error);
      subscription.isFailing = true;
    } finally {
      subscription.working = undefined;
    }
  }

  async function look(): Promise<void> {
    const signals = await store.read();
    setReached(true);
    for (const subscription of subscriptions) {
      const number = signals.get(subscription.topic) ?? 0;
      if (number !== subscription.seen) subscription.working ??= call(subscription, number);
    }
  }

  async function work(): Promise<void> {
    while (!isStopped) {
      await look().catch((error: unknown) => {
        if (isReached) onError(error);
        setReached(false);
      });
      await clock.sleep(lookMs);
    }
  }

  const working = work();
  return {
    on(topic, listener) {
      subscriptions.push({ topic, listener, seen: undefined, working: undefined, isFailing: false });
    },
    isReached: () => isReached,
    onReach: (listener) => void reachListeners.push(listener),
    async stop() {
      isStopped = true;
      await working;
      await Promise.all(subscriptions.map((each) => each.working));
    },
  };
}
