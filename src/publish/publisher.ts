import type { Clock } from "../clock.ts";
import type { Channel } from "../config/schema.ts";
import { CourantError, messageOf } from "../errors.ts";
import type { Snapshot } from "../published/snapshot.ts";
import { type Cause, interruptionFailure, type ListedRun, type Run, type RunStore } from "../stores/runs.ts";
import type { Checkpoint } from "../stores/selections.ts";
import { type OpenFailure, openFailuresAfter } from "./open-failures.ts";
import type { RunProgress } from "./perform-run.ts";
import type { Regenerator } from "./regenerate.ts";

/*
 * Publishing turns the collection into documents: it selects articles for each channel, renders them, and writes the
 * published state. The publisher here queues the runs. This room may import `article`, `channel`, `config`, the collection,
 * `render` and `published`; it knows nothing of serving, the admin API and the schedule.
 */

/** A request for a run. `channels`: the slugs, all when absent; `force`: builds also what has not changed. */
export type RegenerateRequest = { channels?: readonly string[] | undefined; force?: boolean | undefined };

export type Publisher = {
  /** Returns the snapshot that is published now. */
  snapshot(): Snapshot;
  /** Returns all channels in the last run; before the first run, those in the configuration. */
  channels(): readonly Pick<Channel, "slug" | "title" | "select" | "limit" | "access" | "exclusive">[];
  /** Returns the checkpoint up to which everything is published; undefined while the next run builds everything. */
  checkpoint(): Checkpoint | undefined;
  /** @throws CHANNEL_NOT_FOUND when there is no channel with one of these slugs */
  checkChannels(slugs: readonly string[]): void;
  /**
   * Requests a regeneration. Requests that arrive while a run is active are joined into one next run.
   * @returns the run in its present state, and its end; `finished` never rejects
   * @throws CHANNEL_NOT_FOUND when a requested channel does not exist
   */
  regenerate(cause: Cause, request?: RegenerateRequest): { run: Run; finished: Promise<Run> };
  /** Returns a run. While it waits or is active, the returned object changes. @throws RUN_NOT_FOUND */
  run(id: string): Promise<Run>;
  /** Returns the last runs, newest first, with the one that waits and the one that is active. */
  runs(limit: number): Promise<ListedRun[]>;
  /** Calls the listener after each step of a run and after its end. @returns a function that removes the listener */
  onProgress(listener: (run: Run) => void): () => void;
  /** Calls the listener after each run. */
  onFinished(listener: (run: Run) => void): void;
  /**
   * Returns the first time after a moment at which something that was built changes by itself: an article is due, or
   * archives take in edits. Both are milliseconds since 1970.
   */
  nextDue(after: number): number | undefined;
  /** Returns the targets that failed and have not been built since. */
  openFailures(): readonly OpenFailure[];
  /** Calls back between two runs. @returns once `action` has ended; runs that are requested meanwhile start afterwards */
  betweenRuns(action: () => Promise<void>): Promise<void>;
  /** Ends the active run between two targets, and the one that waits. No run starts afterwards. */
  close(): Promise<void>;
};

type PublisherDeps = {
  regenerator: Regenerator;
  runs: RunStore;
  clock: Clock;
  newId: () => string;
};

/** Creates the publisher. Runs follow one another, and two never run at the same time. */
export function createPublisher(deps: PublisherDeps): Publisher {
  const { regenerator, runs, clock, newId } = deps;
  const finishListeners: ((run: Run) => void)[] = [];
  const progressListeners = new Set<(run: Run) => void>();
  const stopping = new AbortController();
  let openFailures: readonly OpenFailure[] = [];
  let active: Run | undefined;
  let next: QueuedRun | undefined;
  let working: Promise<void> | undefined;
  const actions: (() => Promise<void>)[] = [];

  async function work() {
    while (next || actions.length > 0) {
      for (const action of actions.splice(0)) await action();
      if (!next) continue;
      const { run, resolve } = next;
      next = undefined;
      active = run;
      await performRun(run, { ...deps, signal: stopping.signal, reportProgress });
      active = undefined;
      if (!run.stopped) openFailures = openFailuresAfter(openFailures, run);
      resolve(run);
      reportProgress(run);
      for (const listener of finishListeners) listener(run);
    }
    working = undefined;
  }

  function reportProgress(run: Run) {
    for (const listener of progressListeners) listener(run);
  }

  const unfinishedRuns = () => [next?.run, active].filter((run) => run !== undefined);

  return {
    snapshot: () => regenerator.snapshot(),
    channels: () => regenerator.channels(),
    checkpoint: () => regenerator.checkpoint(),
    checkChannels: (slugs) => checkChannels(slugs, regenerator.channels()),

    regenerate(cause, { channels, force = false } = {}) {
      checkChannels(channels ?? [], regenerator.channels());
      next ??= createQueuedRun(newId(), clock.now());
      addRequest(next.run, cause, channels, force);
      working ??= Promise.resolve().then(work);
      return next;
    },

    async run(id) {
      const run = unfinishedRuns().find((each) => each.id === id) ?? (await runs.find(id));
      if (!run) throw new CourantError("RUN_NOT_FOUND", `There is no run “${id}”. GET /admin/runs lists the runs.`);
      return run;
    },

    async runs(limit) {
      const unfinished = unfinishedRuns().map(({ made: _, ...listed }) => listed);
      return [...unfinished, ...(await runs.list(limit))].slice(0, limit);
    },

    onFinished(listener) {
      finishListeners.push(listener);
    },

    onProgress(listener) {
      progressListeners.add(listener);
      return () => {
        progressListeners.delete(listener);
      };
    },

    nextDue: (after) => regenerator.nextDue(after),

    betweenRuns(action) {
      return new Promise((resolve, reject) => {
        actions.push(() => action().then(resolve, reject));
        working ??= Promise.resolve().then(work);
      });
    },

    openFailures: () => openFailures,

    async close() {
      stopping.abort();
      await working;
    },
  };
}

/** Performs a run, changes it along the way, and records it in the collection. It never rejects. */
async function performRun(
  run: Run,
  deps: PublisherDeps & { signal: AbortSignal; reportProgress: (run: Run) => void },
): Promise<void> {
  const { regenerator, runs, clock, signal, reportProgress } = deps;
  const started = clock.now();
  run.state = "running";
  run.started = new Date(started).toISOString();
  const onProgress = ({ done, total, result, timings }: RunProgress) => {
    run.progress = { done, total };
    run.timings = timings;
    if (result) run.made.push(result);
    reportProgress(run);
  };
  try {
    if (signal.aborted) run.documents.failed.push(interruptionFailure);
    else run.documents = await regenerator.run(run, onProgress, signal);
  } catch (error) {
    run.documents.failed.push(signal.aborted ? interruptionFailure : { what: "run", error: messageOf(error) });
  }
  if (run.documents.failed.includes(interruptionFailure)) run.stopped = true;
  run.finished = new Date(clock.now()).toISOString();
  run.durationMs = clock.now() - started;
  const { failed } = run.documents;
  const finalState = () => (failed.length > 0 ? "failed" : "done");
  await runs.record({ ...run, state: finalState() }).catch((error: unknown) => {
    failed.push({ what: "record of the run", error: messageOf(error) });
  });
  run.state = finalState();
}

/** @throws CHANNEL_NOT_FOUND when a requested channel does not exist */
export function checkChannels(requested: readonly string[], channels: readonly Pick<Channel, "slug">[]): void {
  const slugs = channels.map(({ slug }) => slug);
  const unknown = requested.filter((slug) => !slugs.includes(slug));
  if (unknown.length === 0) return;
  throw new CourantError(
    "CHANNEL_NOT_FOUND",
    `There is no channel ${unknown.map((slug) => `“${slug}”`).join(", ")}. The channels are ${listSlugs(slugs)}.`,
  );
}

type QueuedRun = { run: Run; finished: Promise<Run>; resolve: (run: Run) => void };

function createQueuedRun(id: string, now: number): QueuedRun {
  const { promise, resolve } = Promise.withResolvers<Run>();
  const run: Run = {
    id,
    causes: [],
    channels: [],
    force: false,
    state: "waiting",
    requested: new Date(now).toISOString(),
    progress: { done: 0, total: 0 },
    made: [],
    documents: { changed: [], unchanged: 0, failed: [], cut: [] },
  };
  return { run, finished: promise, resolve };
}

/** Adds a request to a run that waits. */
function addRequest(run: Run, cause: Cause, channels: readonly string[] | undefined, force: boolean): void {
  if (!run.causes.includes(cause)) run.causes.push(cause);
  if (channels === undefined || run.channels === "all") run.channels = "all";
  else run.channels = [...new Set([...run.channels, ...channels])];
  run.force ||= force;
}

const maxListedSlugs = 30;

function listSlugs(slugs: readonly string[]): string {
  if (slugs.length <= maxListedSlugs) return slugs.join(", ");
  return `${slugs.slice(0, maxListedSlugs).join(", ")} and ${slugs.length - maxListedSlugs} more`;
}
