import { randomUUID } from "node:crypto";
import { createExclusiveRules } from "../../channel/exclusive-rules.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { readSharedConfig } from "../../config/shared.ts";
import { joinNodes, type Node } from "../../nodes/node.ts";
import { type SharedConfiguration, shareConfiguration } from "../../nodes/shared-configuration.ts";
import type { PublishingPart } from "../../publish/part.ts";
import { createSubscriberPublisher } from "../../publish/subscribers.ts";
import { startWorkers } from "../../publish/workers.ts";
import { type FeedsDir, openFeedsDir } from "../../published/files.ts";
import type { PublishedState } from "../../published/load.ts";
import type { Snapshot } from "../../published/snapshot.ts";
import { isPostgres, openStores } from "../../stores/place/open.ts";
import type { RecordLimits } from "../../stores/record-limits.ts";
import type { RunStore } from "../../stores/runs.ts";
import type { Stores } from "../../stores/stores.ts";
import { finishRestore } from "../restore/swap.ts";
import { checkMoved, checkNotEmptied, collectionPlace } from "./collection-file.ts";
import { lockFeedsDir } from "./feeds-lock.ts";
import { lockDataDir } from "./lock.ts";
import { repairMedia } from "./media.ts";
import { consentToCollection, type NewCollectionConsent } from "./new-collection.ts";
import { findPublishedOrigin, keepPublishedOrigin } from "./published-origin.ts";
import { startPublishingRole } from "./publishing-role.ts";
import { findRunningService, isOrphaned } from "./running-service.ts";
import { readServiceAddress } from "./service-address.ts";

/*
 * Everything that a command or the publishing process needs to work in DATA_DIR: the lock, the collection, the
 * publisher, and the connection to a service that runs there already.
 */

/** The collection and the publisher of one data directory, opened for this process alone. */
export type Workspace = Omit<PublishingPart, "close"> & {
  /** The public address that documents name. */
  baseUrl: string;
  stores: Stores;
  /** This node among those of a database; undefined where the collection is a file of this machine. */
  node: Node | undefined;
  /** The configuration that is in force at first: where nodes share one, it is theirs. */
  config: Config;
  /** The configuration that nodes share; undefined on one machine. */
  configuration: SharedConfiguration | undefined;
  /** Tells serving which addresses of private channels are valid now. */
  publishSubscribers(): Promise<void>;
  /** The problems of the files in FEEDS_DIR, one sentence each. */
  problems: readonly string[];
  close(): Promise<void>;
};

/** How long to wait for a process that holds the lock for a moment, and how often the lock is tried. */
const dataDirLockTimeoutMs = 10_000;
const lockPollMs = 100;

export type WorkspaceOptions = {
  /** Starts the threads that build documents. */
  startBuilder?: typeof startWorkers | undefined;
  /** Called with the number of each commit, and without one when documents are published before their run is over. */
  onPublished?: ((commit?: number) => Promise<void>) | undefined;
  /** Called with all documents when they could not be recorded in FEEDS_DIR. */
  onUnrecorded?: ((snapshot: Snapshot) => void) | undefined;
  /** Called when another node publishes in the place of this one: the process must end. */
  onLost?: (() => void) | undefined;
  /** Called with errors of the database while the workspace is open. */
  onError?: ((error: unknown) => void) | undefined;
  /** The process that serves and has started this one. */
  servingPid?: number | undefined;
  /** How a command may begin a new collection; without it none begins. A service begins one where there is none. */
  newCollection?: NewCollectionConsent | undefined;
};

/**
 * Locks a data directory and opens what a command works with.
 * @param role a command serves nothing, so without BASE_URL it keeps the origin that the published documents name
 * @returns undefined when another process works in the data directory
 * @throws COLLECTION_MISSING, COLLECTION_UNREADABLE, FEEDS_DIR_IN_USE
 */
export async function openWorkspace(
  givenConfig: Config,
  clock: Clock,
  role: "service" | "command",
  {
    startBuilder = startWorkers,
    onPublished,
    onUnrecorded,
    onLost = () => {},
    onError = () => {},
    servingPid,
    newCollection,
  }: WorkspaceOptions = {},
): Promise<Workspace | undefined> {
  const { dataDir, feedsDir: feedsFolder } = givenConfig.environment;
  if (role === "command") {
    if (await findRunningService(dataDir)) return undefined;
    await consentToCollection(givenConfig.environment, newCollection);
  }
  const lock = await lockUnlessInUse(dataDir, clock, servingPid);
  if (!lock) return undefined;
  const closers: (() => unknown)[] = [lock.release];
  const close = async () => {
    for (const closeOne of closers.reverse()) await closeOne();
  };
  try {
    closers.push(lockFeedsDir(feedsFolder).release);
    const collection = collectionPlace(givenConfig.environment);
    const files = openFeedsDir(feedsFolder);
    const published = await files.load();
    if (!isPostgres(collection)) {
      await finishRestore(collection);
      if (published.snapshot.documents.size > 0) await checkNotEmptied(collection);
    }
    let limits: RecordLimits = givenConfig.retention;
    let exclusive = await createExclusiveRules(givenConfig.channels);
    const newId = () => `urn:uuid:${randomUUID()}`;
    const stores = await openStores(collection, { clock, newId, limits: () => limits, exclusive: () => exclusive });
    closers.push(stores.close);
    if (stores.nodes) await checkMoved(dataDir, stores.articles);
    let { moved } = givenConfig;
    const publishSubscribers = createSubscriberPublisher(stores.subscribers, feedsFolder, () => moved);
    await publishSubscribers();
    const state = await findUsableState(published, stores.runs);
    await files.removeLeftovers(published.snapshot);
    const mediaProblems = await repairMedia(givenConfig, stores);
    const replaced = await files.listReplaced();
    // Nobody on this machine serves beside a command, and others have moved on since the command before.
    if (role === "command") await files.removeReplaced(replaced);
    const origin = role === "command" ? await findPublishedOrigin(published.snapshot, stores.nodes) : undefined;
    let current = keepPublishedOrigin(givenConfig, origin);
    const startPart = (sharedFiles: FeedsDir, from: PublishedState, generation?: number) =>
      startPublishingRole(current, {
        stores,
        files: sharedFiles,
        published: from,
        clock,
        startBuilderFor: (each) => startBuilder({ config: each, collection, generation, role }),
        onPublished,
        // A document that the database does not have is served by no node.
        onUnrecorded: generation === undefined ? onUnrecorded : undefined,
        replaced,
      });
    const configuration = stores.nodes && shareConfiguration(stores.nodes.configuration);
    if (configuration) current = await readSharedConfig(current, configuration);
    const node =
      stores.nodes &&
      (await joinNodes({
        nodes: stores.nodes,
        runs: stores.runs,
        files,
        published,
        channels: () => current.channels,
        clock,
        startPublishing: startPart,
        onPublished: async (commit) => onPublished?.(commit),
        onLost,
        onError,
      }));
    const part: PublishingPart = node ?? startPart(files, { ...published, state });
    closers.push(part.close, part.stop);
    return {
      ...part,
      node,
      configuration,
      config: current,
      baseUrl: current.environment.baseUrl,
      stores,
      publishSubscribers,

      async reconfigure(next) {
        limits = next.retention;
        exclusive = await createExclusiveRules(next.channels);
        current = next;
        moved = next.moved;
        const isBuiltAnew = await part.reconfigure(next);
        await publishSubscribers();
        return isBuiltAnew;
      },

      problems: [...published.problems, ...mediaProblems],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Locks a data directory. It waits while the lock is held for a moment only: by a command, by a service that has not
 * said yet where it listens, or by a publishing process whose serving process has gone.
 * @returns undefined when another process works in the directory
 */
async function lockUnlessInUse(dataDir: string, clock: Clock, servingPid: number | undefined) {
  const isHeldBriefly = async () => !(await readServiceAddress(dataDir)) || (await isOrphaned(dataDir));
  for (let triesLeft = dataDirLockTimeoutMs / lockPollMs; ; triesLeft--) {
    const lock = lockDataDir(dataDir, servingPid);
    if (lock || triesLeft <= 0 || !(await isHeldBriefly())) return lock;
    await clock.sleep(lockPollMs);
  }
}

/**
 * @returns the state of the last build if it was built from this collection, which then remembers the run. After a
 *   restore, for example, the state describes another collection, and everything is built again.
 */
async function findUsableState({ state }: PublishedState, runs: Pick<RunStore, "find">) {
  return state && (await runs.find(state.run)) ? state : undefined;
}
