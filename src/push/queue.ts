/*
 * The room `push`: everything that Courant tells other programs. The queue here does jobs; webhooks are one kind of them.
 * The room imports `fetch`, `http`, `channel`, `article` and the collection's interfaces. It does not know where the
 * changes come from that it announces: its caller passes them on.
 */
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { Attempt, JobStore, TakenJob } from "../stores/jobs.ts";
import { createActiveJobs } from "./active-jobs.ts";
import { createAloneJobs } from "./alone-jobs.ts";
import { resultOf } from "./retry.ts";

/**
 * The outcome of an attempt. After `failed`, the job is tried again; `pauseMs`: no job of its lane is tried earlier.
 * After `ended`, the job is a dead letter.
 */
export type AttemptOutcome = { attempt: Attempt } & (
  | { outcome: "done" | "ended" }
  | { outcome: "failed"; pauseMs?: number | undefined }
);

/** Does the jobs of one kind. */
export type JobHandler = {
  /** @param signal aborts when the queue stops: then the outcome does not count, and the next start tries again */
  perform(job: TakenJob, signal: AbortSignal): Promise<AttemptOutcome>;
  /** The pauses before each further attempt, in milliseconds. A job whose last attempt fails is a dead letter. */
  retryDelaysMs: readonly number[];
  /** Whether a job is forgotten when it has ended, instead of being kept for people to read. */
  isForgotten?: boolean;
};

export type Queue = {
  /** Looks for due jobs now. Call it after jobs were added. */
  wake(): void;
  /** Takes no further job, aborts the attempts, and resolves when they have ended. */
  stop(): Promise<void>;
};

export type QueueDeps = {
  store: JobStore;
  handlers: Readonly<Record<string, JobHandler>>;
  /** Returns how long jobs that ended are kept, in milliseconds. */
  keptMs: () => number;
  /** Tells another process to do the jobs, if this one does none. @returns whether it did; default false */
  handOn?: (() => boolean) | undefined;
  clock: Clock;
  random: () => number;
  onError: (error: unknown) => void;
  /** Called after each attempt. `isDead`: the job is a dead letter now. */
  onAttempt?: (job: TakenJob, outcome: AttemptOutcome, isDead: boolean) => void;
};

/**
 * The most attempts at the same time, in all and for one host: of jobs in lanes, and of jobs that are alone in theirs. They
 * have room of their own, so that neither delays the other.
 */
const maxAttempts = { inLanes: { inAll: 50, perHost: 4 }, alone: { inAll: 200, perHost: 32 } };

/** After this time a job is taken again. Every handler must have ended long before. */
const leaseMs = 120_000;

/** The longest time between two looks for due jobs, so that a set clock and the sleep of a machine are noticed. */
const maxLookIntervalMs = 30_000;

/** No job waits longer: the longest pause and Retry-After, and some room. */
export const maxDelayMs = 3 * 86_400_000;

/** The most jobs that ended and are kept. */
const maxFinished = 50_000;
const pruneIntervalMs = 3_600_000;

/**
 * Does the jobs of a store when they are due: those of a lane one after another, those of other lanes at the same time.
 * It takes the jobs at once that an earlier process had taken when it ended. A timer waits for the next due job.
 */
export function startQueue(deps: QueueDeps): Queue {
  const { store, clock, onError } = deps;
  const stopping = new AbortController();
  const active = createActiveJobs(wakeAfterJob);
  const alone = createAloneJobs(maxAttempts.alone, {
    store,
    clock,
    perform: (job) => perform(job, (due) => alone.noteDue(due)),
    onLeft: wakeAfterJob,
  });
  let isWakePending = false;
  let filling: Promise<void> | undefined;
  let cancelTimer = () => {};
  let lastLook = 0;
  let lastPrune = 0;

  /** Prepares the store at the start, when the clock was set back, and to remove old jobs. */
  async function maintain(now: number): Promise<void> {
    if (lastLook === 0) await store.releaseTaken(now);
    if (now < lastLook || lastLook === 0) await store.bringForward(now + maxDelayMs, now);
    lastLook = now;
    if (Math.abs(now - lastPrune) < pruneIntervalMs) return;
    lastPrune = now;
    await store.prune({ before: now - deps.keptMs(), maxFinished });
  }

  async function fill(): Promise<void> {
    cancelTimer();
    let aloneDue: number | undefined;
    do {
      isWakePending = false;
      await maintain(clock.now());
      await fillLanes();
      aloneDue = await alone.fill();
    } while (isWakePending && !stopping.signal.aborted);
    const due = Math.min(...[await nextDueInLanes(), aloneDue].map((each) => each ?? Number.POSITIVE_INFINITY));
    if (Number.isFinite(due)) startTimer(due - clock.now());
  }

  async function fillLanes(): Promise<void> {
    const { inAll, perHost } = maxAttempts.inLanes;
    while (active.size() < inAll && !stopping.signal.aborted) {
      const now = clock.now();
      const job = await store.take({ now, leaseUntil: now + leaseMs, ...active.exceptions(perHost) });
      if (!job) return;
      active.begin(job, () => perform(job));
    }
  }

  /** Returns when the next job can be taken; when there is no room, the end of an attempt comes first. */
  async function nextDueInLanes(): Promise<number | undefined> {
    const { inAll, perHost } = maxAttempts.inLanes;
    return active.size() < inAll ? store.nextDue(active.exceptions(perHost)) : undefined;
  }

  function startTimer(delayMs: number): void {
    cancelTimer();
    if (!stopping.signal.aborted) cancelTimer = clock.after(Math.min(Math.max(delayMs, 1), maxLookIntervalMs), wake);
  }

  /**
   * Makes an attempt and records it. Without a record, the job is taken again when its lease ends.
   * @param onRetry for a job that is alone in its lane: receives when it is tried again
   */
  async function perform(job: TakenJob, onRetry?: (due: number) => void): Promise<void> {
    const { signal } = stopping;
    try {
      const handler = deps.handlers[job.kind];
      const started = clock.now();
      const outcome: AttemptOutcome = handler
        ? await handler.perform(job, signal)
        : { outcome: "ended", attempt: { attempted: started, durationMs: 0, error: `no program does ${job.kind}` } };
      if (signal.aborted) return;
      const now = clock.now();
      const result = resultOf(outcome, { job, delaysMs: handler?.retryDelaysMs ?? [], now, random: deps.random() });
      if (!onRetry && outcome.outcome === "failed" && outcome.pauseMs)
        await store.pauseLane(job.lane, now + outcome.pauseMs);
      if (handler?.isForgotten && result.state !== "waiting") await store.forget(job);
      else await store.finish(job, result);
      if (result.state === "waiting") onRetry?.(result.due);
      deps.onAttempt?.(job, outcome, result.state === "dead");
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
  }

  /** Looks for what can be done now that a job has ended. */
  function wakeAfterJob(): void {
    if (deps.handOn?.()) return;
    isWakePending = true;
    if (filling || stopping.signal.aborted) return;
    filling = fill()
      .catch((error: unknown) => {
        onError(new Error(`The queue cannot be read or written: ${messageOf(error)}`, { cause: error }));
        isWakePending = false;
        startTimer(maxLookIntervalMs);
      })
      .finally(() => {
        filling = undefined;
        if (isWakePending) wakeAfterJob();
      });
  }

  function wake(): void {
    alone.noteChange();
    wakeAfterJob();
  }

  wake();
  return {
    wake,
    async stop() {
      stopping.abort();
      cancelTimer();
      await filling;
      await Promise.all([active.ended(), alone.stop()]);
    },
  };
}
