import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import { type Cause, cutShort, type ListedRun, type Run } from "../collection/run.ts";
import { CourantError, messageOf } from "../errors.ts";
import { shareReads } from "../published/shared-reads.ts";
import type { Coding, Document, Snapshot } from "../published/snapshot.ts";
import { type OpenFailure, openFailuresAfter } from "./open-failures.ts";
import type { Regenerator, RunProgress } from "./regenerate.ts";

export type RegenerateRequest = { channels?: readonly string[] | undefined; force?: boolean | undefined };

export type Publisher = {
  /** What is being served now. */
  snapshot(): Snapshot;
  /** The bytes of a document that is kept on disk. @throws NOT_READY when they are damaged */
  read(document: Document, coding: Coding): Promise<Buffer>;
  /** Whether nothing is served at a path, percent-decoded, because its bytes are lost. */
  isLost(path: string): boolean;
  /**
   * Asks for a regeneration. Requests that arrive while one is going on are joined into one next run.
   * @returns the run as it stands, and its end; `finished` never rejects
   * @throws CHANNEL_NOT_FOUND when a channel is named that there is not
   */
  regenerate(cause: Cause, request?: RegenerateRequest): { run: Run; finished: Promise<Run> };
  /** The run itself while it waits or goes on: it changes. @throws RUN_NOT_FOUND */
  run(id: string): Promise<Run>;
  /** The last runs, newest first, those that wait or go on now included. */
  runs(limit: number): Promise<ListedRun[]>;
  /** Calls back after each step of a run, and after its end. @returns what stops that */
  onProgress(listener: (run: Run) => void): () => void;
  /** Calls back after each run. */
  onFinished(listener: (run: Run) => void): void;
  /** What failed last, and has not been made since. */
  openFailures(): readonly OpenFailure[];
  /** Ends the run that goes on, between two units, and the one that waits; none starts after that. */
  close(): Promise<void>;
};

type QueuedRun = { run: Run; finished: Promise<Run>; resolve: (run: Run) => void };

export function createPublisher(deps: {
  regenerator: Regenerator;
  collection: Pick<Collection, "recordRun" | "run" | "runs">;
  clock: Clock;
  newId: () => string;
}): Publisher {
  const { regenerator, collection, clock, newId } = deps;
  const listeners: ((run: Run) => void)[] = [];
  const followers = new Set<(run: Run) => void>();
  let failing: readonly OpenFailure[] = [];
  let current: Run | undefined;
  let next: QueuedRun | undefined;
  let working: Promise<void> | undefined;
  const stopping = new AbortController();

  async function work() {
    while (next) {
      const { run, resolve } = next;
      next = undefined;
      current = run;
      await perform(run);
      current = undefined;
      if (!run.stopped) failing = openFailuresAfter(failing, run);
      resolve(run);
      tellFollowers(run);
      for (const listener of listeners) listener(run);
    }
    working = undefined;
  }

  function tellFollowers(run: Run) {
    for (const follower of followers) follower(run);
  }

  async function perform(run: Run) {
    const started = clock.now();
    run.state = "running";
    run.started = new Date(started).toISOString();
    const { signal } = stopping;
    const onStep = ({ done, total, made, timings }: RunProgress) => {
      run.progress = { done, total };
      run.timings = timings;
      if (made) run.made.push(made);
      tellFollowers(run);
    };
    try {
      if (signal.aborted) run.documents.failed.push(cutShort);
      else run.documents = await regenerator.run(run, onStep, signal);
    } catch (error) {
      run.documents.failed.push(signal.aborted ? cutShort : { what: "run", error: messageOf(error) });
    }
    if (run.documents.failed.includes(cutShort)) run.stopped = true;
    run.finished = new Date(clock.now()).toISOString();
    run.durationMs = clock.now() - started;
    const { failed } = run.documents;
    const stateNow = () => (failed.length > 0 ? "failed" : "done");
    await collection.recordRun({ ...run, state: stateNow() }).catch((error: unknown) => {
      failed.push({ what: "record of the run", error: messageOf(error) });
    });
    run.state = stateNow();
  }

  const pending = () => [next?.run, current].filter((run) => run !== undefined);

  return {
    snapshot: () => regenerator.snapshot(),
    isLost: (path) => regenerator.isLost(path),
    read: shareReads((document, coding) => regenerator.read(document, coding)),

    regenerate(cause, { channels, force = false } = {}) {
      const slugs = regenerator.slugs();
      const unknown = channels?.filter((slug) => !slugs.includes(slug)) ?? [];
      if (unknown.length > 0) {
        throw new CourantError(
          "CHANNEL_NOT_FOUND",
          `There is no channel ${unknown.map((slug) => `“${slug}”`).join(", ")}. The channels are ${listed(slugs)}.`,
        );
      }
      next ??= waiting(newId(), clock.now());
      join(next.run, cause, channels, force);
      working ??= Promise.resolve().then(work);
      return next;
    },

    async run(id) {
      const run = pending().find((each) => each.id === id) ?? (await collection.run(id));
      if (!run) throw new CourantError("RUN_NOT_FOUND", `No run “${id}” is remembered. GET /admin/runs lists them.`);
      return run;
    },

    async runs(limit) {
      const now = pending().map(({ made: _, ...listed }) => listed);
      return [...now, ...(await collection.runs(limit))].slice(0, limit);
    },

    onFinished(listener) {
      listeners.push(listener);
    },

    onProgress(listener) {
      followers.add(listener);
      return () => void followers.delete(listener);
    },

    openFailures: () => failing,

    async close() {
      stopping.abort();
      await working;
    },
  };
}

function waiting(id: string, now: number): QueuedRun {
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

function join(run: Run, cause: Cause, channels: readonly string[] | undefined, force: boolean) {
  if (!run.causes.includes(cause)) run.causes.push(cause);
  if (channels === undefined || run.channels === "all") run.channels = "all";
  else run.channels = [...new Set([...run.channels, ...channels])];
  run.force ||= force;
}

/** Not more names than somebody reads. */
function listed(slugs: readonly string[]): string {
  const most = 30;
  return slugs.length <= most ? slugs.join(", ") : `${slugs.slice(0, most).join(", ")} and ${slugs.length - most} more`;
}
