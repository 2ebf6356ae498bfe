import { randomUUID } from "node:crypto";
import { digestOf } from "../../channel/archives.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { programHash } from "../../program.ts";
import { publishDueDrafts } from "../../publish/due-drafts.ts";
import type { PublishingPart } from "../../publish/part.ts";
import { createPublisher } from "../../publish/publisher.ts";
import { createRegenerator } from "../../publish/regenerate.ts";
import type { DocumentBuilder } from "../../publish/target.ts";
import type { FeedsDir } from "../../published/files.ts";
import type { PublishedState } from "../../published/load.ts";
import { listPrivateMedia, markMedia } from "../../published/media-files.ts";
import type { Snapshot } from "../../published/snapshot.ts";
import type { Stores } from "../../stores/stores.ts";

export type PublishingRoleDeps = {
  stores: Stores;
  files: FeedsDir;
  published: PublishedState;
  clock: Clock;
  /** Starts the threads that build documents. */
  startBuilderFor: (config: Config) => DocumentBuilder & { close(): Promise<void> };
  /** Called with the number of each commit, and without one when documents are published before their run is over. */
  onPublished?: ((commit?: number) => Promise<void>) | undefined;
  /** Called with all documents when they could not be recorded in FEEDS_DIR. */
  onUnrecorded?: ((snapshot: Snapshot) => void) | undefined;
  /** The SHA-256 of bytes that an earlier process replaced, and that somebody may still serve. */
  replaced: readonly string[];
};

/** How long a stopped run may go on with the channel or pages it is building; most take a tenth of that. */
const targetGraceMs = 1_000;

/** Starts what makes documents from the collection. */
export function startPublishingRole(config: Config, deps: PublishingRoleDeps): PublishingPart {
  const { stores, files, published, clock, startBuilderFor, onPublished, onUnrecorded, replaced } = deps;
  let builder = startBuilderFor(config);
  let definition = digestDefinition(config);
  const regenerator = createRegenerator({
    config,
    stores,
    files,
    clock,
    published,
    builder,
    definition,
    ...(onPublished && { onPublished }),
    ...(onUnrecorded && { onUnrecorded }),
    replaced,
    mediaMarks: {
      list: () => listPrivateMedia(config.environment.feedsDir),
      async set(hash, readers) {
        await stores.nodes?.sharedMedia.setReaders(hash, readers);
        await markMedia(config.environment.feedsDir, hash, readers);
      },
    },
  });
  const publishing = publishDueDrafts(regenerator, { drafts: stores.drafts, audit: stores.audit, clock });
  const publisher = createPublisher({ regenerator: publishing, runs: stores.runs, clock, newId: randomUUID });
  return {
    publisher,
    verifyDocuments: regenerator.verify,
    isIntact: (path) => regenerator.snapshot().documents.has(path) && !regenerator.isBroken(path),
    markBroken: regenerator.markBroken,
    release: regenerator.release,

    async reconfigure(next) {
      const nextDefinition = digestDefinition(next);
      if (nextDefinition === definition) return false;
      await publisher.betweenRuns(async () => {
        const former = builder;
        builder = startBuilderFor(next);
        definition = nextDefinition;
        regenerator.reconfigure({ config: next, builder, definition });
        await former.close();
      });
      return true;
    },

    async stop() {
      const cancel = clock.after(targetGraceMs, () => void builder.close());
      await publisher.close();
      cancel();
    },

    close: () => builder.close(),
  };
}

/** A digest of everything that documents are built from, apart from the collection. */
function digestDefinition({ environment: { baseUrl }, schedule, fetching, ...config }: Config): string {
  const {
    sources: _sources,
    subscriptions: _subscriptions,
    service: _service,
    retention: _retention,
    ...rest
  } = config;
  return digestOf([programHash(), baseUrl, schedule.timezone, fetching.media, rest]);
}
