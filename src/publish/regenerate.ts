import type { Clock } from "../clock.ts";
import type { Channel, Config } from "../config/schema.ts";
import type { FeedsDir } from "../published/files.ts";
import type { PublishedState } from "../published/load.ts";
import { createRetiredBytes } from "../published/retired-bytes.ts";
import type { Document, Snapshot } from "../published/snapshot.ts";
import { createSnapshotStore, type SnapshotStore } from "../published/snapshot-store.ts";
import type { Run } from "../stores/runs.ts";
import type { Checkpoint } from "../stores/selections.ts";
import type { Stores } from "../stores/stores.ts";
import { createTargetFinder } from "./pending-targets.ts";
import { performRun, type RunContext, type RunProgress } from "./perform-run.ts";
import { createPlanner, firstCheckpoint } from "./plan.ts";
import { createMediaArrangement, type MediaMarks } from "./private-media.ts";
import { createTargetRunner } from "./run-targets.ts";
import type { DocumentBuilder } from "./target.ts";
import { fromStoredKeys } from "./target-state.ts";

export type Regenerator = {
  snapshot(): Snapshot;
  /** Removes bytes that were replaced up to a commit, when nobody serves them any more. */
  release(commit: number): Promise<void>;
  /**
   * Reads and verifies the files of the documents that are polled, for the next run to mend. Runs wait until it is
   * done.
   */
  verify(): Promise<void>;
  /** Tells whether the file of a document is known to be missing or damaged. */
  isBroken(path: string): boolean;
  /** Records that bytes of documents are missing or damaged. The next run builds them again. */
  markBroken(paths: readonly string[]): void;
  /** Returns the first time after a moment at which a target must be built again by itself; both in ms since 1970. */
  nextDue(after: number): number | undefined;
  /** All channels in the last run; before the first run, those in the configuration. */
  channels(): readonly Pick<Channel, "slug" | "title" | "select" | "limit" | "access" | "exclusive">[];
  /** The checkpoint up to which everything is published; undefined while the next run builds everything. */
  checkpoint(): Checkpoint | undefined;
  /** Takes another configuration. The next run builds everything that it changes. Do not call it while a run is active. */
  reconfigure(configured: Configured): void;
  /**
   * Performs one run, from the collection to the files and the snapshot. Do not call it while a run is active.
   * @param stopping ends the run between two targets: built documents stay, and `interruptionFailure` is among the failures
   */
  run(
    request: Pick<Run, "id" | "channels" | "force">,
    onProgress?: (progress: RunProgress) => void,
    stopping?: AbortSignal,
  ): Promise<Run["documents"]>;
};

/** The parts of a run that a configuration decides. */
export type Configured = {
  config: Config;
  builder: DocumentBuilder;
  /** Names everything beside the collection that documents are built from: configuration and program. */
  definition: string;
};

export type RegeneratorDeps = Configured & {
  stores: Pick<Stores, "selections" | "channelValues" | "erasures">;
  files: FeedsDir;
  clock: Clock;
  /** The content of FEEDS_DIR. */
  published: PublishedState;
  /** Called with the number of each commit, which waits for it, and without one when documents are announced. */
  onPublished?: (commit?: number) => Promise<void>;
  /** Called with all documents when they could not be recorded in FEEDS_DIR. */
  onUnrecorded?: (snapshot: Snapshot) => void;
  /** The marks of private media in FEEDS_DIR. */
  mediaMarks?: MediaMarks | undefined;
  /** The SHA-256 of bytes that an earlier process replaced, and that somebody may still serve. */
  replaced?: readonly string[];
};

/**
 * Creates what the scheduler, the admin API and the command line regenerate with. A run skips targets that no change affects, and targets whose fingerprint is that of their last success. It does not
 * publish a document again whose bytes have the same hash. A target that fails keeps its last good documents and does not
 * stop the others.
 */
export function createRegenerator(deps: RegeneratorDeps): Regenerator {
  const { clock, files, published, replaced = [] } = deps;
  const store = createSnapshotStore(published, files);
  const retiredBytes = createRetiredBytes(files, clock.now());
  retiredBytes.retire(replaced);
  const context = createRunContext(deps, store, retiredBytes);
  const { states } = context;
  let verifying: Promise<void> = Promise.resolve();
  const forget = (document: Pick<Document, "channel" | "onDisk">) => forgetTarget(context, document);
  for (const document of store.brokenDocuments()) forget(document);

  return {
    snapshot: store.snapshot,
    isBroken: store.isBroken,
    channels: () => context.channels,
    checkpoint: () => (context.checkpoint.change < 0 ? undefined : context.checkpoint),

    nextDue(after) {
      const times = [...states.values()].flatMap(({ due }) => (due !== undefined && due > after ? [due] : []));
      return times.length === 0 ? undefined : Math.min(...times);
    },

    release: retiredBytes.release,

    verify() {
      verifying = store.verify(forget);
      return verifying;
    },

    markBroken(paths) {
      for (const path of paths) {
        const document = store.snapshot().documents.get(path);
        if (!document) continue;
        store.markBroken(path);
        forget(document);
      }
    },

    reconfigure(configured) {
      const { channels } = configured.config;
      const others = context.channels.filter((known) => !channels.some(({ slug }) => slug === known.slug));
      const next = createConfiguredContext({ ...deps, ...configured }, store);
      Object.assign(context, next, { channels: [...channels, ...others] });
      states.clear();
      context.checkpoint = firstCheckpoint;
    },

    async run(request, onProgress = () => {}, stopping = new AbortController().signal) {
      await verifying;
      try {
        return await performRun(context, request, onProgress, stopping);
      } catch (error) {
        // It is unknown which part of the run is committed, so the next run builds everything.
        states.clear();
        context.checkpoint = firstCheckpoint;
        throw error;
      }
    },
  };
}

/** Creates the state that runs share. Documents that were built with another definition are built again. */
function createRunContext(
  deps: RegeneratorDeps,
  store: SnapshotStore,
  retiredBytes: ReturnType<typeof createRetiredBytes>,
): RunContext {
  const { config, files, clock, published, definition } = deps;
  const { onPublished = async () => {}, onUnrecorded = () => {} } = deps;
  const usableState = published.state?.definition === definition ? published.state : undefined;
  const states = fromStoredKeys(usableState?.keys ?? {});
  return {
    ...createConfiguredContext(deps, store),
    files,
    clock,
    store,
    findPendingTargets: createTargetFinder(states),
    onUnrecorded: () => onUnrecorded(store.snapshot()),
    onCommitted: () => onPublished(retiredBytes.retire(store.takeReplaced())),
    states,
    checkpoint: usableState?.looked ?? firstCheckpoint,
    channels: config.channels,
  };
}

/** Creates the part of the state that a configuration decides. */
function createConfiguredContext(
  { config, stores, files, clock, builder, definition, mediaMarks, onPublished = async () => {} }: RegeneratorDeps,
  store: SnapshotStore,
): Pick<RunContext, "config" | "definition" | "arrangeMedia" | "plan" | "runTargets"> {
  const announce = async (documents: readonly Document[]) => {
    await files.announce(documents);
    await onPublished();
  };
  return {
    config,
    definition,
    arrangeMedia: mediaMarks
      ? createMediaArrangement(config, { selections: stores.selections, marks: mediaMarks })
      : async () => {},
    plan: createPlanner(config, stores, { definition, builder }),
    runTargets: createTargetRunner({ store, clock, builder, announce }),
  };
}

/** Makes the next run build the target of a document that lost its bytes. */
function forgetTarget(context: RunContext, { channel, onDisk }: Pick<Document, "channel" | "onDisk">): void {
  const ofSite = [...context.states.keys()].filter((id) => id.startsWith("/"));
  for (const id of channel === undefined ? ofSite : [channel]) context.states.delete(id);
  const isArticlePage = channel === undefined && onDisk;
  if (isArticlePage) context.checkpoint = firstCheckpoint;
}
