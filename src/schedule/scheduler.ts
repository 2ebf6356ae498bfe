import type { Clock } from "../clock.ts";
import type { Cause, Run } from "../stores/runs.ts";
import { parseCronSchedule } from "./cron.ts";
import {
  initialState,
  type ScheduleEffect,
  type ScheduleEvent,
  type ScheduleRules,
  type ScheduleTimer,
  step,
} from "./step.ts";

/*
 * The schedule decides when something is regenerated, and nothing else. `step` is the decision, without a clock or timers;
 * the scheduler here runs it. This room may import `clock` and the run type of the collection; starting a run and finding
 * due articles are arguments.
 */

export type Scheduler = {
  /** Returns the time of the next scheduled regeneration. */
  nextRun(): Date | undefined;
  /**
   * Call it after each change of an article. A regeneration starts after a short delay, one for several changes.
   * @param isMoreComing says that more changes follow, as during an import; the regeneration waits for them for some
   *   seconds at most
   */
  collectionChanged(isMoreComing?: boolean): void;
  /** Call it after each run. It looks up which article is due next after the start of that run. */
  runFinished(run: Run): void;
  /** Cancels all timers. No regeneration starts afterwards. */
  stop(): Promise<void>;
};

export type SchedulerDeps = {
  /** Starts a run and resolves when it ends, so that scheduled runs do not overlap. */
  regenerate: (cause: Cause) => Promise<unknown>;
  /** Finds the time after a moment at which the next article is due or expires, both in milliseconds since 1970. */
  nextDue: (after: number) => Promise<number | undefined>;
  clock: Clock;
  onError: (error: unknown) => void;
  /** Called for each scheduled run that is left out because the one before it has not ended. */
  onOverlap: () => void;
};

/**
 * Starts regenerations by the cron expression, after changes, and when an article is due. Times that passed while the
 * machine slept, or that were skipped when the clock was set forward, are made up for with one run, at once. When the clock
 * is set back, the schedule is read anew from the new time, without the scheduled time that came last.
 */
export function startScheduler(
  { cron, timezone, ...delays }: { cron: string; timezone: string; changeDelayMs: number; moreComingDelayMs: number },
  deps: SchedulerDeps,
): Scheduler {
  const { regenerate, nextDue, clock, onError, onOverlap } = deps;
  const rules: ScheduleRules = { nextScheduled: parseCronSchedule(cron, timezone), ...delays };
  const timers = new Map<ScheduleTimer, () => void>();
  let state = initialState(clock.now(), rules);

  function dispatch(event: ScheduleEvent) {
    const next = step(state, event, clock.now(), rules);
    state = next.state;
    for (const effect of next.effects) perform(effect);
  }

  function perform(effect: ScheduleEffect) {
    switch (effect.kind) {
      case "regenerate":
        void run(effect.cause);
        return;
      case "lookUpDue":
        void findDue(effect.lookup, effect.after).then(dispatch);
        return;
      case "startTimer":
        startTimer(effect.timer, effect.delayMs);
        return;
      case "cancelTimers":
        for (const cancel of timers.values()) cancel();
        return;
      case "reportOverlap":
        onOverlap();
    }
  }

  async function run(cause: Cause) {
    try {
      await regenerate(cause);
    } catch (error) {
      onError(error);
      if (cause === "due") dispatch({ kind: "dueRunRejected" });
    }
    if (cause === "schedule") dispatch({ kind: "scheduledRunEnded" });
  }

  async function findDue(lookup: number, after: number): Promise<ScheduleEvent> {
    try {
      return { kind: "lookupSucceeded", lookup, due: await nextDue(after) };
    } catch (error) {
      onError(error);
      return { kind: "lookupFailed" };
    }
  }

  function startTimer(timer: ScheduleTimer, delayMs: number) {
    timers.get(timer)?.();
    timers.set(
      timer,
      clock.after(delayMs, () => dispatch({ kind: timerEvents[timer] })),
    );
  }

  dispatch({ kind: "check" });
  return {
    nextRun: () => (state.scheduled === undefined ? undefined : new Date(state.scheduled)),
    collectionChanged: (isMoreComing = false) => dispatch({ kind: "collectionChanged", isMoreComing }),
    runFinished: (run) => dispatch({ kind: "runFinished", run }),
    async stop() {
      dispatch({ kind: "stopped" });
    },
  };
}

const timerEvents = {
  check: "check",
  lookup: "lookupDue",
  change: "changeDelayPassed",
} as const satisfies Record<ScheduleTimer, ScheduleEvent["kind"]>;
