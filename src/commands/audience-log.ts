import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import type { Audience } from "../serve/audience.ts";

export type AudienceLog = {
  /** Saves what was counted so far. */
  save(): Promise<void>;
  /** Saves it for the last time. What fails then is told, and holds nothing up. */
  stop(): Promise<void>;
};

/** Milliseconds. */
const saveIntervalMs = 60_000;
const dayMs = 86_400_000;

/** Rows that are saved in one go, while everything else waits. */
const countsPerBatch = 250;

/** Saves what was counted in memory every minute, and when a day ends (UTC), so that it stands under the right one. */
export function startAudienceLog(deps: {
  audience: Audience;
  collection: Pick<Collection, "recordAudience">;
  clock: Clock;
  onError: (error: unknown) => void;
}): AudienceLog {
  const { audience, collection, clock, onError } = deps;
  let since = clock.now();
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();

  async function saveAll() {
    const today = new Date(since).toISOString().slice(0, 10);
    since = clock.now();
    for (;;) {
      const counts = audience.unsaved(countsPerBatch);
      if (counts.requests.length + counts.subscribers.length === 0) return;
      await collection.recordAudience(today, counts);
      counts.markSaved();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  function save() {
    saving = saving.catch(() => undefined).then(saveAll);
    return saving;
  }

  function wait() {
    const untilMidnight = dayMs - (clock.now() % dayMs);
    timer = setTimeout(() => void save().catch(onError).finally(wait), Math.min(saveIntervalMs, untilMidnight));
    timer.unref();
  }

  wait();
  return {
    save,
    async stop() {
      clearTimeout(timer);
      await save().catch(onError);
    },
  };
}
