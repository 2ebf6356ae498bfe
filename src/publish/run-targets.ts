import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { Document } from "../published/snapshot.ts";
import type { SnapshotStore } from "../published/snapshot-store.ts";
import type { Run, TargetResult, Timings } from "../stores/runs.ts";
import type { Checkpoint } from "../stores/selections.ts";
import { collectsEdits } from "./archive-bounds.ts";
import { archiveNumber, lastArchiveNumber, supersededArchives } from "./archive-removal.ts";
import type { BuildRequest, DocumentBuilder, EncodeResult, Target } from "./target.ts";
import { stateAfterBuild, type TargetState } from "./target-state.ts";

/**
 * A target to build, the checkpoint it is built from, and the state it will have; pages have no fingerprint. `isForced`
 * tells that everything is built, whatever may wait.
 */
export type PendingTarget = { target: Target; checkpoint: Checkpoint; isForced?: boolean } & Partial<TargetState>;

/**
 * The outcome of building targets: documents that changed, which are announced but not yet committed; the new state of each
 * target that was built, by id; and the ids of targets that failed.
 */
export type TargetOutcomes = { changed: Document[]; built: Map<string, TargetState>; failed: string[] };

/** The totals of a run, which grow as targets are built. `stopping` ends the run between two targets. */
type RunTally = { outcome: Run["documents"]; timings: Timings; stopping: AbortSignal };

/** Up to this number of targets, each is announced as soon as it is built; a larger set is announced at its end. */
const maxImmediateTargets = 16;

/** Enough builds to keep every worker busy while other workers wait for the disk. */
const concurrentBuilds = 8;

type RunnerDeps = {
  store: SnapshotStore;
  clock: Clock;
  builder: DocumentBuilder;
  /** Records documents whose files are written, so that they are served before the run is over. */
  announce: (documents: readonly Document[]) => Promise<void>;
};

/**
 * Builds targets, several at once, and announces their documents. When `stopping` is aborted no further target begins, and
 * targets that were not built are missing from the outcomes.
 */
export function createTargetRunner(deps: RunnerDeps) {
  return async function runTargets(
    pending: readonly PendingTarget[],
    tally: RunTally,
    onResult: (result: TargetResult) => void,
  ): Promise<TargetOutcomes> {
    const outcomes: TargetOutcomes = { changed: [], built: new Map(), failed: [] };
    if (pending.length === 0) return outcomes;
    const { clock } = deps;
    const isImmediate = pending.length <= maxImmediateTargets;
    const announcer = createAnnouncer(deps, outcomes.changed);
    const archives = deps.store.archives();
    const queue = pending.values();
    const work = async () => {
      for (const each of queue) {
        await setImmediate();
        if (tally.stopping.aborted) return;
        const started = clock.now();
        const announce = async (documents: readonly Document[]) => {
          announcer.add(documents);
          if (isImmediate) await announcer.flush();
        };
        const result = await buildTarget(each, archives.get(each.target.id) ?? [], {
          ...deps,
          outcomes,
          tally,
          isImmediate,
          announce,
        })
          // A stop ends the workers, which is no failure of the target.
          .catch((error: unknown) =>
            tally.stopping.aborted ? undefined : recordFailure(each.target, error, outcomes, tally),
          );
        if (result) onResult({ what: each.target.name, ...result, durationMs: clock.now() - started });
      }
    };
    await Promise.all(Array.from({ length: concurrentBuilds }, work));
    await announcer.flush();
    return { ...outcomes, changed: [...new Map(outcomes.changed.map((each) => [each.path, each])).values()] };
  };
}

/** Collects built documents and announces them together. @param changed receives the documents that differ from before */
function createAnnouncer({ store, clock, announce }: RunnerDeps, changed: Document[]) {
  const waiting: Document[] = [];
  return {
    add(documents: readonly Document[]) {
      waiting.push(...documents);
    },

    async flush() {
      const documents = waiting.splice(0);
      await untilModified(documents, clock);
      // There is no `await` between reading and replacing the snapshot, because other targets are announced meanwhile.
      const differing = store.update({ documents });
      changed.push(...differing);
      if (differing.length > 0) await announce(differing);
    },
  };
}

/** Waits until Last-Modified is not in the future: it is at least a second after that of the state before. */
async function untilModified(documents: readonly Document[], clock: Clock): Promise<void> {
  const wait = documents.reduce((last, { lastModified }) => Math.max(last, lastModified), 0) - clock.now();
  if (wait > 0 && wait <= 1000) await clock.sleep(wait);
}

type BuildOutcome = Omit<TargetResult, "what" | "durationMs">;

async function buildTarget(
  pending: PendingTarget,
  archives: readonly Document[],
  context: RunnerDeps & { outcomes: TargetOutcomes; tally: RunTally; isImmediate: boolean },
): Promise<BuildOutcome> {
  const { store, clock, builder, outcomes, isImmediate, announce } = context;
  const { outcome, timings } = context.tally;
  const { target, fingerprint, due, checkpoint } = pending;
  const result = await builder.build(createRequest(pending, archives, { store, clock, isImmediate }));
  const documents = store.completeDocuments(result);
  const checked = archives.filter((archive) => archiveNumber(archive) > result.unchangedUpTo);
  const superseded = supersededArchives(checked, documents, clock.now() + target.archiveLifetimeMs);
  await announce([...documents, ...superseded]);
  const uncoded = result.changed.filter((document) => document.uncoded);
  const encoded: EncodeResult =
    uncoded.length > 0 ? await builder.encode(uncoded) : { documents: [], timings: { compress: 0, write: 0 } };
  await announce(encoded.documents);
  const verified = result.verified && { ...result.verified, checkpoint };
  if (fingerprint !== undefined) {
    outcomes.built.set(target.id, { ...stateAfterBuild(fingerprint, due, result.editsDue), verified });
  }
  outcome.changed.push(...result.changed.map(({ path }) => path));
  outcome.unchanged += documents.length - result.changed.length;
  outcome.cut.push(...result.truncations);
  addTimings(timings, result.timings);
  addTimings(timings, encoded.timings);
  return { outcome: result.changed.length > 0 ? "changed" : "unchanged", changed: result.changed.length };
}

function createRequest(
  { target, due, verified: lastVerified, isForced = false }: PendingTarget,
  archives: readonly Document[],
  { store, clock, isImmediate }: Pick<RunnerDeps, "store" | "clock"> & { isImmediate: boolean },
): BuildRequest {
  const { id, scope, paths } = target;
  const broken = store.brokenArchives(id);
  const verified = broken.length === 0 ? lastVerified : undefined;
  const unverified = archives.filter((archive) => archiveNumber(archive) > (verified?.number ?? 0));
  const archivePaths = unverified.map(({ path }) => decodeURIComponent(path));
  const states = store.statesOf([...paths, ...archivePaths, ...broken]);
  const { formerArchives } = store.snapshot().documents.get(paths[0] ?? "") ?? {};
  return {
    scope,
    now: clock.now(),
    due,
    states,
    verified,
    formerArchives,
    lastArchive: lastArchiveNumber(archives),
    collectsEdits: !isForced && collectsEdits(archives),
    // Documents that are announced at the end of the run anyway are compressed while their bytes are in memory.
    encodesAtOnce: !isImmediate,
  };
}

/** Records the failure of a target. */
function recordFailure(target: Target, thrown: unknown, outcomes: TargetOutcomes, { outcome }: RunTally): BuildOutcome {
  const { id, name, scope, paths } = target;
  const error = messageOf(thrown);
  outcomes.failed.push(id);
  outcome.failed.push({ what: scope.kind === "pages" ? (paths[0] ?? name) : name, error });
  return { outcome: "failed", changed: 0, error };
}

function addTimings(timings: Timings, more: Partial<Timings>): void {
  for (const [kind, milliseconds] of Object.entries(more)) timings[kind as keyof Timings] += milliseconds;
}

/** Merges the results of batches of article pages into one, because they are built at the same time. */
export function mergePageBatches(batches: readonly TargetResult[], durationMs: number): TargetResult {
  const failed = batches.find(({ outcome }) => outcome === "failed");
  const changed = batches.reduce((sum, each) => sum + each.changed, 0);
  if (failed) return { ...failed, changed, durationMs };
  return { what: "articles", outcome: changed > 0 ? "changed" : "unchanged", changed, durationMs };
}
