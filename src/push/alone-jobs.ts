import type { Clock } from "../clock.ts";
import type { JobStore, TakenJob } from "../stores/jobs.ts";
import { createJobWindow, type JobRoom } from "./job-window.ts";

/** How many jobs are taken together. */
const maxTaken = 256;

/** The jobs are released when a process starts, so a lease ends only where an attempt could not be recorded. */
const leaseMs = 3_600_000;

/** Does the jobs that are alone in their lanes. There may be many thousands that are due together. */
export type AloneJobs = {
  /** Takes due jobs while there is room. @returns when the next job is due */
  fill(): Promise<number | undefined>;
  /** Lets the next `fill` look into the store: jobs were added, or came due. */
  noteChange(): void;
  /** Lets a job that failed be found again at its time. */
  noteDue(due: number): void;
  stop(): Promise<void>;
};

export function createAloneJobs(
  room: JobRoom,
  deps: {
    store: Pick<JobStore, "takeAlone" | "nextDueAlone">;
    clock: Pick<Clock, "now">;
    perform: (job: TakenJob) => Promise<void>;
    onLeft: () => void;
  },
): AloneJobs {
  const { store, clock } = deps;
  /** Whether the store has nothing else that could be done now. */
  let isExhausted = false;
  let due: number | undefined;
  /** Whether a job is due that waits for the end of another one in its lane. */
  let isLaneBusy = false;
  const window = createJobWindow(room, {
    perform: deps.perform,
    onLeft(isHostOpen) {
      if (isHostOpen || isLaneBusy) isExhausted = false;
      deps.onLeft();
    },
  });

  function noteDue(next: number): void {
    due = Math.min(due ?? next, next);
  }

  return {
    noteDue,
    stop: window.stop,

    noteChange() {
      isExhausted = false;
    },

    async fill() {
      if (due !== undefined && due <= clock.now()) isExhausted = false;
      while (!isExhausted && window.isHungry()) {
        const now = clock.now();
        const exceptHosts = window.fullHosts();
        const { roomOf } = window;
        const jobs = await store.takeAlone({ now, leaseUntil: now + leaseMs, exceptHosts, roomOf, limit: maxTaken });
        window.add(jobs);
        if (jobs.length > 0) continue;
        isExhausted = true;
        due = await store.nextDueAlone({ exceptHosts });
        isLaneBusy = due !== undefined && due <= now;
      }
      return isExhausted && !isLaneBusy ? due : undefined;
    },
  };
}
