import { randomUUID } from "node:crypto";
import { digestOf } from "../../channel/archives.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { hashProgram } from "../../program.ts";
import { createPublisher, type Publisher } from "../../publish/publisher.ts";
import { createRegenerator } from "../../publish/regenerate.ts";
import { startWorkers } from "../../publish/workers.ts";
import { openFeedsDir } from "../../published/files.ts";
import type { PublishedState } from "../../published/load.ts";
import type { RunStore } from "../../stores/runs.ts";
import { openStores } from "../../stores/sqlite/open.ts";
import type { Stores } from "../../stores/stores.ts";
import { finishRestore } from "../restore/swap.ts";
import { checkNotEmptied, collectionFile } from "./collection-file.ts";
import { lockDataDir } from "./lock.ts";

/** The collection and the publisher of one data directory, opened for this process alone. */
export type Workspace = {
  /** The public origin that documents name. */
  baseUrl: string;
  stores: Stores;
  publisher: Publisher;
  /** Loads the documents that readers poll into memory. */
  loadPolledDocuments(): Promise<void>;
  /** The problems of the files in FEEDS_DIR, one sentence each. */
  problems: readonly string[];
  /** Ends the current run and lets no other start. */
  stop(): Promise<void>;
  close(): Promise<void>;
};

/** How long a stopped run may go on with the channel or pages it is building; most take a tenth of that. */
const targetGraceMs = 1_000;

/**
 * Locks a data directory and opens what a command works with.
 * @param role a command serves nothing, so without BASE_URL it keeps the origin that the published documents name
 * @param startBuilder starts the threads that build documents
 * @returns undefined when another process works in the data directory
 * @throws COLLECTION_UNREADABLE
 */
export async function openWorkspace(
  givenConfig: Config,
  clock: Clock,
  role: "service" | "command",
  startBuilder: typeof startWorkers = startWorkers,
): Promise<Workspace | undefined> {
  const { dataDir, feedsDir: feedsFolder } = givenConfig.environment;
  const lock = lockDataDir(dataDir);
  if (!lock) return undefined;
  const closers: (() => unknown)[] = [lock.release];
  const close = async () => {
    for (const closeOne of closers.reverse()) await closeOne();
  };
  try {
    const file = collectionFile(dataDir);
    await finishRestore(file);
    const files = openFeedsDir(feedsFolder);
    const published = await files.load();
    if (published.snapshot.documents.size > 0) await checkNotEmptied(file);
    const stores = await openStores(file, { clock, newId: () => `urn:uuid:${randomUUID()}` });
    closers.push(stores.close);
    const state = await findUsableState(published, stores.runs);
    await files.removeLeftovers(published.snapshot);
    const config = role === "command" ? keepPublishedOrigin(givenConfig, published.snapshot.baseUrl) : givenConfig;
    const builder = startBuilder({ config, collectionFile: file, serves: role === "service" });
    closers.push(builder.close);
    const regenerator = createRegenerator({
      config,
      stores,
      files,
      clock,
      published: { ...published, state },
      builder,
      definition: digestDefinition(config),
    });
    const publisher = createPublisher({ regenerator, runs: stores.runs, clock, newId: randomUUID });
    const stop = async () => {
      const cancel = clock.after(targetGraceMs, () => void builder.close());
      await publisher.close();
      cancel();
    };
    closers.push(stop);
    return {
      baseUrl: config.environment.baseUrl,
      stores,
      publisher,
      loadPolledDocuments: regenerator.warm,
      problems: published.problems,
      stop,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * @returns the state of the last build if it was built from this collection, which then remembers the run. After a
 *   restore, for example, the state describes another collection, and everything is built again.
 */
async function findUsableState({ state }: PublishedState, runs: Pick<RunStore, "find">) {
  return state && (await runs.find(state.run)) ? state : undefined;
}

/** A digest of everything that documents are built from, apart from the collection. */
function digestDefinition({ environment: { baseUrl }, ...rest }: Config): string {
  return digestOf([hashProgram(), baseUrl, rest]);
}

function keepPublishedOrigin(config: Config, publishedOrigin: string | undefined): Config {
  const { environment } = config;
  if (publishedOrigin === undefined || !environment.baseUrlIsDefault) return config;
  return { ...config, environment: { ...environment, baseUrl: publishedOrigin } };
}
