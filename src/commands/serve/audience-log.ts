import type { Clock } from "../../clock.ts";
import type { Audience } from "../../serve/audience.ts";
import type { AudienceStore } from "../../stores/audience.ts";

export type AudienceLog = {
  /** Saves the counts so far. */
  save(): Promise<void>;
  /** Saves the counts a last time. An error is reported to `onError` and does not hold up the stop. */
  stop(): Promise<void>;
};

const audienceSaveIntervalMs = 60_000;
const dayMs = 86_400_000;

/** How many rows one write saves; while it runs, everything else waits. */
const audienceBatchRows = 250;

/** Saves the counts of requests from memory every minute, and at the end of each day (UTC), so that they count for that day. */
export function startAudienceLog(deps: {
  audience: Audience;
  store: Pick<AudienceStore, "add">;
  clock: Clock;
  onError: (error: unknown) => void;
}): AudienceLog {
  const { audience, store, clock, onError } = deps;
  let countingSince = clock.now();
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();

  async function saveAll() {
    const day = new Date(countingSince).toISOString().slice(0, 10);
    countingSince = clock.now();
    for (;;) {
      const counts = audience.unsaved(audienceBatchRows);
      if (counts.requests.length + counts.subscribers.length === 0) return;
      await store.add(day, counts);
      counts.markSaved();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  function save() {
    saving = saving.catch(() => undefined).then(saveAll);
    return saving;
  }

  function scheduleSave() {
    const untilMidnightMs = dayMs - (clock.now() % dayMs);
    timer = setTimeout(
      () => void save().catch(onError).finally(scheduleSave),
      Math.min(audienceSaveIntervalMs, untilMidnightMs),
    );
    timer.unref();
  }

  scheduleSave();
  return {
    save,
    async stop() {
      clearTimeout(timer);
      await save().catch(onError);
    },
  };
}
