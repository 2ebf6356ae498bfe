import { type Logger, schedule } from "node-cron";
import type { Clock } from "../clock.ts";
import type { Cause } from "../collection/run.ts";

export type Scheduler = {
  /** When the next scheduled regeneration is. */
  nextRun(): Date | undefined;
  /** An article changed: regenerate after a short delay, so that changes in a row make one run. */
  changed(): void;
  /** Looks up anew when the next article is due. Call it after each run. */
  updateDue(): Promise<void>;
  stop(): Promise<void>;
};

/** setTimeout's reach is 24.8 days; what lies farther ahead is looked up again. */
const longestTimeout = 24 * 3_600_000;

/**
 * Decides when something is regenerated, and nothing else: by the cron expression, after changes, when an article is due.
 * @param deps.regenerate starts a run; its promise says when it ended, so that scheduled runs do not overlap
 * @param deps.nextDue when the next article is due or expires; milliseconds since 1970
 */
export function startScheduler(
  { cron, timezone, changeDelay }: { cron: string; timezone: string; changeDelay: number },
  deps: {
    regenerate: (cause: Cause) => Promise<unknown>;
    nextDue: () => Promise<number | undefined>;
    clock: Clock;
    onError: (error: unknown) => void;
    /** Takes what node-cron has to say, for example that a run was left out because the one before still goes on. */
    logger: Logger;
  },
): Scheduler {
  const { regenerate, nextDue, clock, onError, logger } = deps;
  const start = (cause: Cause) => void regenerate(cause).catch(onError);
  const task = schedule(cron, () => regenerate("schedule"), { timezone, noOverlap: true, name: "regenerate", logger });
  task.on("execution:failed", ({ execution }) => onError(execution?.error));
  let changeTimer: NodeJS.Timeout | undefined;
  let dueTimer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function updateDue() {
    const due = await nextDue();
    clearTimeout(dueTimer);
    if (due === undefined || stopped) return;
    const wait = due - clock.now();
    dueTimer =
      wait > longestTimeout
        ? setTimeout(() => void updateDue().catch(onError), longestTimeout)
        : setTimeout(() => start("due"), Math.max(0, wait));
    dueTimer.unref();
  }

  return {
    nextRun: () => task.getNextRun() ?? undefined,
    changed() {
      if (stopped) return;
      changeTimer ??= setTimeout(() => {
        changeTimer = undefined;
        start("change");
      }, changeDelay);
    },
    updateDue,
    async stop() {
      stopped = true;
      clearTimeout(changeTimer);
      clearTimeout(dueTimer);
      await task.destroy();
    },
  };
}
