import type { Clock } from "../clock.ts";
import type { Cause, Run } from "../collection/run.ts";
import { parseCronSchedule } from "./cron.ts";

export type Scheduler = {
  /** When the next scheduled regeneration is. */
  nextRun(): Date | undefined;
  /** An article changed: regenerate after a short delay, so that changes in a row make one run. */
  collectionChanged(): void;
  /** A run finished. What is due next is looked up from the moment at which it looked at the collection. */
  runFinished(run: Run): void;
  /** Nothing starts after that, and no timer is left. */
  stop(): Promise<void>;
};

/** Milliseconds between looks at the clock, at most: nothing else tells that it was set, or that the machine slept. */
const maxWaitMs = 1000;

/** Milliseconds after which what is due is tried again when a run could publish nothing. */
const retryDelayMs = 60_000;

/**
 * Decides when something is regenerated, and nothing else: by the cron expression, after changes, when an article is due.
 * What passed while the machine slept, or was jumped over by a clock that was set forward, is made up once, at once. When
 * the clock was set back the schedule is read anew from there, but for the moment that was kept last.
 * @param deps.regenerate starts a run; its promise says when it ended, so that scheduled runs do not overlap
 * @param deps.nextDue when, after a moment, the next article is due or expires; both milliseconds since 1970
 */
export function startScheduler(
  { cron, timezone, changeDelay }: { cron: string; timezone: string; changeDelay: number },
  deps: {
    regenerate: (cause: Cause) => Promise<unknown>;
    nextDue: (after: number) => Promise<number | undefined>;
    clock: Clock;
    onError: (error: unknown) => void;
    /** Told of a scheduled run that is left out because the one before still goes on. */
    onOverlap: () => void;
  },
): Scheduler {
  const { regenerate, nextDue, clock, onError, onOverlap } = deps;
  const nextScheduled = parseCronSchedule(cron, timezone);
  let lastLook = clock.now();
  let scheduled = nextScheduled(lastLook);
  let keptLast: number | undefined;
  let scheduledRunGoesOn = false;
  let due: number | undefined;
  /** The moment that the documents show: when the last run of all channels looked at the collection. At first, any. */
  let shown = 0;
  let lookUps = 0;
  let dueRunGoesOn = false;
  let stopped = false;
  let cancelChange: (() => void) | undefined;
  let cancelLook = () => {};
  let cancelLookUp = () => {};

  function look() {
    if (stopped) return;
    const now = clock.now();
    if (now < lastLook) setBack(now);
    lastLook = now;
    if (scheduled !== undefined && scheduled <= now) {
      keptLast = scheduled;
      scheduled = nextScheduled(now);
      void runScheduled();
    }
    // By the moment that the documents show: they show too much when the clock was set back.
    if (due !== undefined && due <= Math.max(now, shown)) {
      due = undefined;
      void runDue();
    }
    cancelLook();
    const next = Math.min(scheduled ?? Number.POSITIVE_INFINITY, due ?? Number.POSITIVE_INFINITY);
    cancelLook = clock.after(Math.min(next - now, maxWaitMs), look);
  }

  function setBack(now: number) {
    scheduled = nextScheduled(now);
    if (scheduled !== undefined && scheduled === keptLast) scheduled = nextScheduled(scheduled);
    void lookUpDue();
  }

  async function runScheduled() {
    if (scheduledRunGoesOn) return onOverlap();
    scheduledRunGoesOn = true;
    await regenerate("schedule").catch(onError);
    scheduledRunGoesOn = false;
  }

  async function runDue() {
    dueRunGoesOn = true;
    try {
      await regenerate("due");
    } catch (error) {
      dueRunGoesOn = false;
      onError(error);
      lookUpDueIn(retryDelayMs);
    }
  }

  async function lookUpDue() {
    lookUps += 1;
    const current = lookUps;
    try {
      const found = await nextDue(Math.min(shown, clock.now()));
      // Otherwise it is being looked up again, or will be when the run for what is due ends.
      if (current === lookUps && !dueRunGoesOn) due = found;
    } catch (error) {
      onError(error);
      lookUpDueIn(maxWaitMs);
    }
    look();
  }

  function lookUpDueIn(milliseconds: number) {
    cancelLookUp();
    if (!stopped) cancelLookUp = clock.after(milliseconds, () => void lookUpDue());
  }

  look();
  return {
    nextRun: () => (scheduled === undefined ? undefined : new Date(scheduled)),

    collectionChanged() {
      if (stopped) return;
      cancelChange ??= clock.after(changeDelay, () => {
        cancelChange = undefined;
        void regenerate("change").catch(onError);
      });
    },

    runFinished({ causes, channels, started, documents }) {
      if (causes.includes("due")) dueRunGoesOn = false;
      if (stopped || channels !== "all" || started === undefined) return;
      if (documents.failed.some(({ what }) => what === "run")) return lookUpDueIn(retryDelayMs);
      shown = Date.parse(started);
      void lookUpDue();
    },

    async stop() {
      stopped = true;
      cancelChange?.();
      cancelLook();
      cancelLookUp();
    },
  };
}
