import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Checkpoint } from "../collection/collection.ts";
import type { Run, TargetResult, Timings } from "../collection/run.ts";
import { messageOf } from "../errors.ts";
import type { StoredState } from "../published/manifest.ts";
import type { Document } from "../published/snapshot.ts";
import type { SnapshotStore } from "../published/snapshot-store.ts";
import { archiveNumber, lastArchiveNumber, supersededArchives } from "./archive-removal.ts";
import type { BuildRequest, DocumentBuilder, EncodeResult, Target, VerifiedAtCheckpoint } from "./target.ts";

/** A target as it was built last: its fingerprint, when it changes by itself, and which archives were verified. */
export type TargetState = {
  fingerprint: string;
  due?: number | undefined;
  verified?: VerifiedAtCheckpoint | undefined;
};

/** A target to build, the checkpoint it is built from, and the state it will have; pages have no fingerprint. */
export type PendingTarget = { target: Target; checkpoint: Checkpoint } & Partial<TargetState>;

/**
 * The outcome of building targets: documents that changed, which are served but not yet committed; the new state of each
 * target that was built, by id; and the ids of targets that failed.
 */
export type TargetOutcomes = { changed: Document[]; built: Map<string, TargetState>; failed: string[] };

/** The totals of a run, which grow as targets are built; `stopping` ends the run between two targets. */
type RunTally = { outcome: Run["documents"]; timings: Timings; stopping: AbortSignal };

/** Up to this number, each target is served as soon as it is built; a larger set is served at its end. */
const maxImmediateTargets = 16;

/** Enough to keep every thread busy while others wait for the disk. */
const concurrentBuilds = 8;

/**
 * Builds targets, several at once, and serves their documents. When `stopping` is aborted no further target begins, and
 * targets that were not built are missing from the outcomes.
 */
export function createTargetRunner(deps: { served: SnapshotStore; clock: Clock; builder: DocumentBuilder }) {
  const { served, clock, builder } = deps;

  function requestFor({ target, verified: known }: PendingTarget, archives: readonly Document[]): BuildRequest {
    const { id, scope, paths } = target;
    const broken = served.brokenArchives(id);
    const verified = broken.length === 0 ? known : undefined;
    const unverified = archives.filter((archive) => archiveNumber(archive) > (verified?.number ?? 0));
    const states = served.statesOf([...paths, ...unverified.map(({ path }) => decodeURIComponent(path)), ...broken]);
    return { scope, now: clock.now(), states, lastArchive: lastArchiveNumber(archives), verified };
  }

  /** Waits until Last-Modified is not in the future: it is at least a second after that of the state before. */
  async function untilModified(documents: readonly Document[]) {
    const wait = documents.reduce((last, { lastModified }) => Math.max(last, lastModified), 0) - clock.now();
    if (wait > 0 && wait <= 1000) await clock.sleep(wait);
  }

  async function encodeAll(documents: readonly Document[]): Promise<EncodeResult> {
    if (documents.length === 0) return { documents: [], timings: { compress: 0, write: 0 } };
    const identities = new Map(documents.map(({ path, variants }) => [path, variants.identity]));
    const encoded = await builder.encode(documents);
    const whole = encoded.documents.map((document) => {
      const identity = identities.get(document.path) ?? document.variants.identity;
      return { ...document, variants: { ...document.variants, identity } };
    });
    return { ...encoded, documents: whole };
  }

  return async function runTargets(
    pending: readonly PendingTarget[],
    { outcome, timings, stopping }: RunTally,
    onResult: (result: TargetResult) => void,
  ): Promise<TargetOutcomes> {
    const outcomes: TargetOutcomes = { changed: [], built: new Map(), failed: [] };
    if (pending.length === 0) return outcomes;
    const archives = served.archives();
    const finished: Document[] = [];
    const serveFinished = async () => {
      const documents = finished.splice(0);
      await untilModified(documents);
      // Nothing waits between this look at the snapshot and its replacement: other targets are served meanwhile.
      outcomes.changed.push(...served.update({ documents }));
    };

    async function build(each: PendingTarget): Promise<Omit<TargetResult, "what" | "durationMs">> {
      const { target, fingerprint, due, checkpoint } = each;
      const existing = archives.get(target.id) ?? [];
      const result = await builder.build(requestFor(each, existing));
      const documents = served.completeDocuments(result);
      const looked = existing.filter((archive) => archiveNumber(archive) > result.unchangedUpTo);
      finished.push(...documents, ...supersededArchives(looked, documents, clock.now() + target.archiveLifetimeMs));
      if (pending.length <= maxImmediateTargets) await serveFinished();
      const encoded = await encodeAll(result.changed.filter(({ uncoded }) => uncoded));
      finished.push(...encoded.documents);
      if (pending.length <= maxImmediateTargets) await serveFinished();
      const verified = result.verified && { ...result.verified, checkpoint };
      if (fingerprint !== undefined) outcomes.built.set(target.id, { fingerprint, due, verified });
      outcome.changed.push(...result.changed.map(({ path }) => path));
      outcome.unchanged += documents.length - result.changed.length;
      outcome.cut.push(...result.truncations);
      addTimings(timings, result.timings);
      addTimings(timings, encoded.timings);
      return { outcome: result.changed.length > 0 ? "changed" : "unchanged", changed: result.changed.length };
    }

    function fail({ id, name, scope, paths }: Target, thrown: unknown): Omit<TargetResult, "what" | "durationMs"> {
      const error = messageOf(thrown);
      outcomes.failed.push(id);
      outcome.failed.push({ what: scope.kind === "pages" ? (paths[0] ?? name) : name, error });
      return { outcome: "failed", changed: 0, error };
    }

    const queue = pending.values();
    const work = async () => {
      for (const each of queue) {
        await setImmediate();
        if (stopping.aborted) return;
        const started = clock.now();
        const result = await build(each).catch((error: unknown) => {
          // A stop ends the threads that take too long: that is no failure of the target.
          return stopping.aborted ? undefined : fail(each.target, error);
        });
        if (result) onResult({ what: each.target.name, ...result, durationMs: clock.now() - started });
      }
    };
    await Promise.all(Array.from({ length: concurrentBuilds }, work));
    await serveFinished();
    return { ...outcomes, changed: [...new Map(outcomes.changed.map((each) => [each.path, each])).values()] };
  };
}

function addTimings(timings: Timings, more: Partial<Timings>): void {
  for (const [kind, milliseconds] of Object.entries(more)) timings[kind as keyof Timings] += milliseconds;
}

/** The pages of all articles as one result: their batches are built at the same time. */
export function mergePageBatches(batches: readonly TargetResult[], durationMs: number): TargetResult {
  const failed = batches.find(({ outcome }) => outcome === "failed");
  const changed = batches.reduce((sum, each) => sum + each.changed, 0);
  if (failed) return { ...failed, changed, durationMs };
  return { what: "articles", outcome: changed > 0 ? "changed" : "unchanged", changed, durationMs };
}

/** The states of targets as the manifest stores them. */
export function storedKeys(targets: Iterable<[string, TargetState]>): StoredState["keys"] {
  return Object.fromEntries(
    [...targets].map(([id, { fingerprint: key, due }]) => [id, due === undefined ? { key } : { key, due }] as const),
  );
}

/** The states of targets that a manifest stored, by id. */
export function restoredStates(keys: StoredState["keys"]): Map<string, TargetState> {
  return new Map(Object.entries(keys).map(([id, { key, due }]) => [id, { fingerprint: key, due }]));
}
