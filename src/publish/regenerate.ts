import type { Clock } from "../clock.ts";
import type { Config } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import type { FeedsDir } from "../published/files.ts";
import type { PublishedState } from "../published/load.ts";
import type { Coding, Document, Snapshot } from "../published/snapshot.ts";
import { createSnapshotStore } from "../published/snapshot-store.ts";
import type { Run } from "../stores/runs.ts";
import type { Stores } from "../stores/stores.ts";
import { siteId } from "./pages.ts";
import { createTargetFinder } from "./pending-targets.ts";
import { performRun, type RunContext, type RunProgress } from "./perform-run.ts";
import { createPlanner, firstCheckpoint } from "./plan.ts";
import { createTargetRunner, restoredStates } from "./run-targets.ts";
import type { DocumentBuilder } from "./target.ts";

export type Regenerator = {
  snapshot(): Snapshot;
  /** Reads the bytes of a document that is not in memory. @throws NOT_READY when they are damaged; the next run fixes it */
  read(document: Document, coding: Coding): Promise<Buffer>;
  /** Whether nothing is served at a percent-decoded path because its bytes are lost. The next run builds them again. */
  isLost(path: string): boolean;
  /** Reads the polled documents into memory and verifies them. Runs wait until it is done. */
  warm(): Promise<void>;
  /** The slugs of all channels in the last run; before the first run, of those in the configuration. */
  slugs(): readonly string[];
  /**
   * Performs one run, from the collection to the files and the snapshot. Do not call it while a run is active.
   * @param stopping ends the run between two targets: built documents stay, and `cutShort` is among the failures
   */
  run(
    request: Pick<Run, "id" | "channels" | "force">,
    onProgress?: (progress: RunProgress) => void,
    stopping?: AbortSignal,
  ): Promise<Run["documents"]>;
};

/**
 * Creates the function behind the scheduler, the admin API, the command line and the tests.
 * A run skips targets that no change affects, and targets whose fingerprint is that of their last success. It does not
 * publish a document again whose bytes have the same hash. A target that fails keeps its last good documents and does not
 * stop the others.
 * @param deps.published the content of FEEDS_DIR, which is served until a run replaces it
 * @param deps.definition names everything beside the collection that documents are built from: configuration and program
 */
export function createRegenerator(deps: {
  config: Config;
  stores: Pick<Stores, "selections" | "channelValues">;
  files: FeedsDir;
  clock: Clock;
  published: PublishedState;
  builder: DocumentBuilder;
  definition: string;
}): Regenerator {
  const { config, stores, files, clock, published, builder, definition } = deps;
  const store = createSnapshotStore(published, files);
  const usableState = published.state?.definition === definition ? published.state : undefined;
  const states = restoredStates(usableState?.keys ?? {});
  const context: RunContext = {
    config,
    files,
    clock,
    definition,
    store,
    plan: createPlanner(config, stores, definition),
    findPendingTargets: createTargetFinder(states),
    runTargets: createTargetRunner({ store, clock, builder }),
    states,
    checkpoint: usableState?.looked ?? firstCheckpoint,
    slugs: config.channels.map(({ slug }) => slug),
  };
  let warming: Promise<void> = Promise.resolve();
  const forget = (document: Pick<Document, "channel" | "onDisk">) => forgetTarget(context, document);
  for (const document of store.brokenDocuments()) forget(document);

  return {
    snapshot: store.snapshot,
    isLost: store.isLost,
    slugs: () => context.slugs,

    warm() {
      warming = store.warm(forget);
      return warming;
    },

    async read(document, coding) {
      try {
        return await files.read(document, coding);
      } catch (error) {
        // The document was removed after the caller found it in the snapshot.
        if (!store.snapshot().documents.has(decodeURIComponent(document.path))) {
          throw new CourantError("NOT_FOUND", `There is nothing at ${document.path} any more.`);
        }
        store.markBroken(document);
        forget(document);
        throw error;
      }
    },

    async run(request, onProgress = () => {}, stopping = new AbortController().signal) {
      await warming;
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

/** Makes the next run build the target of a document that lost its bytes. */
function forgetTarget(context: RunContext, { channel, onDisk }: Pick<Document, "channel" | "onDisk">): void {
  context.states.delete(channel ?? siteId);
  const isArticlePage = channel === undefined && onDisk;
  if (isArticlePage) context.checkpoint = firstCheckpoint;
}
