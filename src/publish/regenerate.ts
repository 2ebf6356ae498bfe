import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import { cutShort, type Run, type TargetResult, type Timings } from "../collection/run.ts";
import type { Config } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import type { FeedsDir } from "../published/files.ts";
import type { PublishedState } from "../published/load.ts";
import type { Coding, Document, Snapshot } from "../published/snapshot.ts";
import { createSnapshotStore } from "../published/snapshot-store.ts";
import { findRemovals } from "./archive-removal.ts";
import { siteId } from "./pages.ts";
import { createTargetFinder } from "./pending-targets.ts";
import { createPlanner, firstCheckpoint, matchHiddenPaths, matchUnbuiltPaths, type Plan, pageTargets } from "./plan.ts";
import {
  createTargetRunner,
  mergePageBatches,
  type PendingTarget,
  restoredStates,
  storedKeys,
  type TargetOutcomes,
} from "./run-targets.ts";
import type { DocumentBuilder, TrackedTarget } from "./target.ts";

/** How far a run is: of how many units; what was made now, all pages of articles at their end; what it took so far. */
export type RunProgress = { done: number; total: number; made?: TargetResult; timings: Timings };

export type Regenerator = {
  snapshot(): Snapshot;
  /** The bytes of a document that is not in memory. @throws NOT_READY when they are damaged; the next run mends that */
  read(document: Document, coding: Coding): Promise<Buffer>;
  /** Whether nothing is served at a path, percent-decoded, because its bytes are lost: the next run makes them again. */
  isLost(path: string): boolean;
  /** Takes what is polled into memory, and verifies it. Runs wait for that. */
  warm(): Promise<void>;
  /** The channels there are, as far as is known: the last run looked. */
  slugs(): readonly string[];
  /**
   * One regeneration, from the collection to files and the snapshot. One at a time: the publisher sees to that.
   * @param stopping ends it between two units: what was made is kept, and `cutShort` stands among the failures
   */
  run(
    request: Pick<Run, "id" | "channels" | "force">,
    onProgress?: (step: RunProgress) => void,
    stopping?: AbortSignal,
  ): Promise<Run["documents"]>;
};

/**
 * The one function behind the scheduler, the admin API, the command line and the tests.
 * What no change concerns is not looked at; a unit whose key is that of its last success is not made again; a document
 * whose bytes hash as before is not published again; a unit that fails keeps its last good documents and does not stop
 * the others.
 * @param deps.published what FEEDS_DIR holds: it is served until something replaces it
 * @param deps.definition names all that documents are made from beside the collection: configuration and program
 */
export function createRegenerator(deps: {
  config: Config;
  collection: Collection;
  files: FeedsDir;
  clock: Clock;
  published: PublishedState;
  builder: DocumentBuilder;
  definition: string;
}): Regenerator {
  const { config, collection, files, clock, published, builder, definition } = deps;
  const plan = createPlanner(config, collection, definition);
  const served = createSnapshotStore(published, files);
  const runTargets = createTargetRunner({ served, clock, builder });
  const { baseUrl } = config.environment;
  const usable = published.state?.definition === definition ? published.state : undefined;
  const states = restoredStates(usable?.keys ?? {});
  const findPendingTargets = createTargetFinder(states);
  let checkpoint = usable?.looked ?? firstCheckpoint;
  let slugs: readonly string[] = config.channels.map(({ slug }) => slug);
  let warmed: Promise<void> = Promise.resolve();

  /** What lost its bytes is to be made again. */
  function remake({ channel, onDisk }: Pick<Document, "channel" | "onDisk">) {
    states.delete(channel ?? siteId);
    if (channel === undefined && onDisk) checkpoint = firstCheckpoint;
  }
  for (const document of served.brokenDocuments()) remake(document);

  /** What all stages of a run share. */
  type Running = {
    next: Plan;
    id: string;
    isFirst: boolean;
    outcome: Run["documents"];
    timings: Timings;
    step: (made?: TargetResult) => void;
    stopping: AbortSignal;
  };

  async function publish(
    { changed, built, failed }: TargetOutcomes,
    { id, next: { gone, moved } }: Running,
    { isCut, removed = [] }: { isCut: boolean; removed?: readonly Document[] },
  ) {
    const fresh = [...built].filter(([id, { fingerprint }]) => states.get(id)?.fingerprint !== fingerprint);
    for (const [id, state] of built) states.set(id, state);
    for (const id of failed) states.delete(id);
    const before = served.snapshot();
    const differs = before.baseUrl !== baseUrl || before.gone !== gone || before.moved !== moved;
    if (removed.length > 0 || differs) served.update({ documents: [], removed }, { baseUrl, gone, moved });
    if (changed.length + removed.length + fresh.length === 0 && !differs) return;
    const state = { run: id, definition, looked: checkpoint, keys: storedKeys(states) };
    await files.commit({
      snapshot: served.snapshot(),
      changed: changed,
      removed,
      changedKeys: storedKeys(fresh),
      state,
      isInterrupted: isCut,
    });
  }

  async function regenerate(
    { id, channels: requested, force }: Pick<Run, "id" | "channels" | "force">,
    onProgress: (step: RunProgress) => void,
    stopping: AbortSignal,
  ): Promise<Run["documents"]> {
    const outcome: Run["documents"] = { changed: [], unchanged: 0, failed: [], cut: [] };
    const timings: Timings = { select: 0, render: 0, join: 0, compress: 0, write: 0 };
    const isFirst = checkpoint.change < 0 || force;
    const since = force ? firstCheckpoint : checkpoint;
    const next = await plan(requested, clock.now(), { since, served: served.snapshot() });
    slugs = next.channels.map(({ slug }) => slug);
    const pages = pageTargets(next.pages).map((target) => ({ target, checkpoint: next.checkpoint }));
    const skip = ({ paths }: TrackedTarget) => {
      outcome.unchanged += paths.length;
    };
    const pending = await findPendingTargets(next, { force, skip, stopping });
    const progress = { done: 0, total: pending.length + pages.length };
    const step = (made?: TargetResult) => {
      progress.done += 1;
      onProgress({ ...progress, ...(made && { made }), timings });
    };
    onProgress({ ...progress, timings });

    const running: Running = { next, id, isFirst, outcome, timings, step, stopping };
    const outcomes = await runTargets(pending, running, step);
    let isCut = stopping.aborted;
    await publish(outcomes, running, { isCut });
    if (requested === "all" && !isCut) ({ isCut } = await regeneratePages(pages, running));
    if (isCut) outcome.failed.push(cutShort);
    return outcome;
  }

  /** The second half of a run of all channels: pages of articles, and what is to go. */
  async function regeneratePages(pages: readonly PendingTarget[], running: Running): Promise<{ isCut: boolean }> {
    const { next, isFirst, outcome, step, stopping } = running;
    const { now } = next.checkpoint;
    const started = clock.now();
    const batches: TargetResult[] = [];
    const outcomes = await runTargets(pages, running, (batch) => {
      batches.push(batch);
      step(batches.length === pages.length ? mergePageBatches(batches, clock.now() - started) : undefined);
    });
    if (stopping.aborted) {
      await publish(outcomes, running, { isCut: true });
      return { isCut: true };
    }
    const unwanted = isFirst
      ? matchUnbuiltPaths([...next.targets, ...pages.map(({ target }) => target)])
      : matchHiddenPaths(next.pages);
    const { removed, leaving } = findRemovals(served.snapshot().documents, {
      unwanted,
      live: new Set(slugs),
      config,
      now,
    });
    outcomes.changed.push(...served.update({ documents: leaving }));
    if (outcomes.failed.length === 0) checkpoint = next.checkpoint;
    await publish(outcomes, running, { isCut: false, removed });
    outcome.changed.push(...removed.map(({ path }) => path));
    if (outcome.failed.length === 0) served.forgetLost();
    return { isCut: false };
  }

  return {
    snapshot: served.snapshot,
    isLost: served.isLost,
    slugs: () => slugs,

    warm() {
      warmed = served.warm(remake);
      return warmed;
    },

    async read(document, coding) {
      try {
        return await files.read(document, coding);
      } catch (error) {
        // Its time was over between the look into the snapshot and the look into the file.
        if (!served.snapshot().documents.has(decodeURIComponent(document.path))) {
          throw new CourantError("NOT_FOUND", `There is nothing at ${document.path} any more.`);
        }
        served.markBroken(document);
        remake(document);
        throw error;
      }
    },

    async run(request, onProgress = () => {}, stopping = new AbortController().signal) {
      await warmed;
      try {
        return await regenerate(request, onProgress, stopping);
      } catch (error) {
        // Nobody knows what of it is committed.
        states.clear();
        checkpoint = firstCheckpoint;
        throw error;
      }
    },
  };
}
