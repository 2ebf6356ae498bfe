import type { Clock } from "../clock.ts";
import type { Channel, Config } from "../config/schema.ts";
import type { Commit } from "../published/commit.ts";
import type { FeedsDir } from "../published/files.ts";
import type { Document } from "../published/snapshot.ts";
import type { SnapshotStore } from "../published/snapshot-store.ts";
import { interruptionFailure, type Run, type TargetResult, type Timings } from "../stores/runs.ts";
import type { Checkpoint } from "../stores/selections.ts";
import { findRemovals } from "./archive-removal.ts";
import { boundArchives, withdrawArchives } from "./bound-archives.ts";
import type { createTargetFinder } from "./pending-targets.ts";
import {
  type createPlanner,
  firstCheckpoint,
  matchHiddenPaths,
  matchUnbuiltPaths,
  type Plan,
  pageTargets,
} from "./plan.ts";
import { type createTargetRunner, mergePageBatches, type PendingTarget, type TargetOutcomes } from "./run-targets.ts";
import { matchStaleSitemaps } from "./sitemap-target.ts";
import type { TrackedTarget } from "./target.ts";
import { type TargetState, toStoredKeys } from "./target-state.ts";

/**
 * The progress of a run: the number of targets that are done, of all its targets; the result of the target that was just
 * built, with all article pages as one result at their end; and the timings so far.
 */
export type RunProgress = { done: number; total: number; result?: TargetResult; timings: Timings };

/** The state that runs share. A run updates `states`, `checkpoint` and `channels`. */
export type RunContext = {
  config: Config;
  files: Pick<FeedsDir, "commit">;
  clock: Clock;
  definition: string;
  store: SnapshotStore;
  /** Marks the media that only subscribers may read. */
  arrangeMedia: () => Promise<void>;
  plan: ReturnType<typeof createPlanner>;
  findPendingTargets: ReturnType<typeof createTargetFinder>;
  runTargets: ReturnType<typeof createTargetRunner>;
  /** Called when documents are written and could not be recorded. */
  onUnrecorded: () => void;
  /** Called after each commit and at the end of each run, which waits until serving answers from the published state. */
  onCommitted: () => Promise<void>;
  /** The state of each target that was built, by id. */
  states: Map<string, TargetState>;
  checkpoint: Checkpoint;
  /** All channels in the last run. */
  channels: readonly Channel[];
};

/** The data that all stages of one run share. */
type ActiveRun = {
  id: string;
  plan: Plan;
  isFirst: boolean;
  outcome: Run["documents"];
  timings: Timings;
  reportStep: (result?: TargetResult) => void;
  stopping: AbortSignal;
};

/**
 * Performs one run: first the channels and the site; then, in a run of all channels, article pages and removals. The pages
 * that link to a new channel come before the channel: a run that ends in between finds it new again.
 */
export async function performRun(
  context: RunContext,
  { id, channels: requested, force }: Pick<Run, "id" | "channels" | "force">,
  onProgress: (progress: RunProgress) => void,
  stopping: AbortSignal,
): Promise<Run["documents"]> {
  const { clock, store, checkpoint } = context;
  const outcome: Run["documents"] = { changed: [], unchanged: 0, failed: [], cut: [] };
  const timings: Timings = { select: 0, render: 0, join: 0, compress: 0, write: 0 };
  const isFirst = checkpoint.change < 0 || force;
  const since = force ? firstCheckpoint : checkpoint;
  const plan = await context.plan(requested, clock.now(), { since, served: store.snapshot() });
  // The plan has given the terms of searches, by which articles are withheld too.
  await context.arrangeMedia();
  context.channels = plan.channels;
  if (plan.cutChannels.length > 0) outcome.cutChannels = [...plan.cutChannels];
  const [linking, pages] = [plan.linkingPages, plan.pages].map((each) =>
    pageTargets(each).map((target) => ({ target, checkpoint: plan.checkpoint })),
  ) as [PendingTarget[], PendingTarget[]];
  const skip = ({ paths }: TrackedTarget) => {
    outcome.unchanged += paths.length;
  };
  const pending = await context.findPendingTargets(plan, { force, skip, stopping });
  const progress = { done: 0, total: linking.length + pending.length + pages.length };
  const reportStep = (result?: TargetResult) => {
    progress.done += 1;
    onProgress({ ...progress, ...(result && { result }), timings });
  };
  onProgress({ ...progress, timings });

  const run: ActiveRun = { id, plan, isFirst, outcome, timings, reportStep, stopping };
  if (linking.length > 0) {
    const linked = await buildPages(context, run, linking);
    await publish(context, run, linked, { isInterrupted: stopping.aborted });
  }
  const outcomes = await context.runTargets(pending, run, reportStep);
  let isInterrupted = stopping.aborted;
  const removed = isInterrupted ? [] : withdrawArchives(context, plan.checkpoint.now, outcomes);
  await publish(context, run, outcomes, { isInterrupted, removed });
  if (requested === "all" && !isInterrupted) ({ isInterrupted } = await buildPagesAndRemove(context, run, pages));
  if (isInterrupted) outcome.failed.push(interruptionFailure);
  // A process that was killed may have committed what serving has not seen.
  else await context.onCommitted();
  return outcome;
}

const matchAny =
  (...matchers: ((path: string) => boolean)[]) =>
  (path: string) =>
    matchers.some((matches) => matches(path));

/** Publishes the outcomes of targets: it updates their states, and commits the snapshot. */
async function publish(
  context: RunContext,
  { id, plan: { gone, moved } }: ActiveRun,
  { changed, built, failed }: TargetOutcomes,
  {
    isInterrupted,
    removed = [],
    rewrites = false,
  }: { isInterrupted: boolean; removed?: readonly Document[]; rewrites?: boolean },
): Promise<void> {
  const { store, states, files, definition, checkpoint } = context;
  const { baseUrl } = context.config.environment;
  const changedStates = [...built].filter(([id, { fingerprint }]) => states.get(id)?.fingerprint !== fingerprint);
  for (const [id, state] of built) states.set(id, state);
  for (const id of failed) states.delete(id);
  const before = store.snapshot();
  const havePathsChanged = before.baseUrl !== baseUrl || before.gone !== gone || before.moved !== moved;
  if (removed.length > 0 || havePathsChanged) store.update({ documents: [], removed }, { baseUrl, gone, moved });
  if (changed.length + removed.length + changedStates.length === 0 && !havePathsChanged && !rewrites) return;
  const commit: Commit = {
    snapshot: store.snapshot(),
    changed,
    removed,
    changedKeys: toStoredKeys(changedStates),
    state: { run: id, definition, looked: checkpoint, keys: toStoredKeys(states) },
    isInterrupted,
    rewrites,
  };
  await files.commit(commit).catch((error: unknown) => {
    context.onUnrecorded();
    throw error;
  });
  await context.onCommitted();
}

/** Builds article pages, and reports them as one step. */
async function buildPages(
  { runTargets, clock }: RunContext,
  run: ActiveRun,
  pages: readonly PendingTarget[],
): Promise<TargetOutcomes> {
  const started = clock.now();
  const batches: TargetResult[] = [];
  return runTargets(pages, run, (batch) => {
    batches.push(batch);
    run.reportStep(batches.length === pages.length ? mergePageBatches(batches, clock.now() - started) : undefined);
  });
}

/** The second stage of a run of all channels: it builds article pages, and removes documents. */
async function buildPagesAndRemove(
  context: RunContext,
  run: ActiveRun,
  pages: readonly PendingTarget[],
): Promise<{ isInterrupted: boolean }> {
  const { plan, isFirst, outcome, stopping } = run;
  const { erases } = plan;
  const { store, config } = context;
  const outcomes = await buildPages(context, run, pages);
  if (stopping.aborted) {
    await publish(context, run, outcomes, { isInterrupted: true });
    return { isInterrupted: true };
  }
  const isUnwanted = isFirst
    ? matchUnbuiltPaths([...plan.targets, ...pages.map(({ target }) => target)])
    : matchAny(matchHiddenPaths(plan.pages), matchStaleSitemaps(plan.targets));
  const slugs = new Set(context.channels.map(({ slug }) => slug));
  const { removed, scheduled } = findRemovals(store.snapshot().documents, {
    isUnwanted,
    slugs,
    config,
    now: plan.checkpoint.now,
  });
  // A channel that is made again later is built, though nothing in it has changed.
  for (const { channel = "" } of removed) if (!slugs.has(channel)) context.states.delete(channel);
  if (erases) removed.push(...scheduled.splice(0));
  outcomes.changed.push(...store.update({ documents: scheduled }));
  const evicted = boundArchives({ ...context, keepsNone: erases }, plan.checkpoint.now, outcomes, removed);
  if (outcomes.failed.length === 0) context.checkpoint = plan.checkpoint;
  await publish(context, run, outcomes, { isInterrupted: false, removed: [...removed, ...evicted], rewrites: erases });
  outcome.changed.push(...removed.map(({ path }) => path));
  return { isInterrupted: false };
}
