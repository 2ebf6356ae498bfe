import { randomUUID } from "node:crypto";
import { access, stat } from "node:fs/promises";
import { join } from "node:path";
import { digestOf } from "../channel/archives.ts";
import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import { openCollection } from "../collection/sqlite.ts";
import type { Config } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import { hashProgram } from "../program.ts";
import { createPublisher, type Publisher } from "../publish/publisher.ts";
import { createRegenerator } from "../publish/regenerate.ts";
import { startWorkers } from "../publish/workers.ts";
import { openFeedsDir } from "../published/files.ts";
import type { PublishedState } from "../published/load.ts";
import { lockDataDir, readServiceAddress, type ServiceAddress } from "./lock.ts";
import { finishRestore, isRestoring } from "./swap.ts";

/** What a command works with: the collection and the publisher of one data directory, for this process alone. */
export type Workspace = {
  /** The public origin that documents name. */
  baseUrl: string;
  collection: Collection;
  publisher: Publisher;
  /** Takes what is polled into memory. */
  warm(): Promise<void>;
  /** What was wrong with what FEEDS_DIR held. */
  problems: readonly string[];
  /** Ends the run that goes on; none starts after that. */
  stop(): Promise<void>;
  close(): Promise<void>;
};

/** Milliseconds that what is being made gets when a run is stopped: most of it takes a tenth of that. */
const unitGraceMs = 1_000;

/**
 * @param begin starts what makes documents
 * @param role a command serves nothing, so without BASE_URL it keeps the origin that the published documents name
 * @returns undefined when another process works in the data directory
 * @throws COLLECTION_UNREADABLE
 */
export async function openWorkspace(
  given: Config,
  clock: Clock,
  role: "service" | "command",
  begin: typeof startWorkers = startWorkers,
): Promise<Workspace | undefined> {
  const { dataDir, feedsDir: feedsFolder } = given.environment;
  const lock = lockDataDir(dataDir);
  if (!lock) return undefined;
  const closers: (() => unknown)[] = [lock.release];
  const close = async () => {
    for (const step of closers.reverse()) await step();
  };
  try {
    const file = collectionFile(dataDir);
    await finishRestore(file);
    const files = openFeedsDir(feedsFolder);
    const published = await files.load();
    if (published.snapshot.documents.size > 0) await refuseEmpty(file);
    const collection = await openCollection(file, { clock, newId: () => `urn:uuid:${randomUUID()}` });
    closers.push(collection.close);
    const known = { ...published, state: await usableState(published, collection) };
    await files.removeLeftovers(published.snapshot);
    const config = role === "command" ? withPublishedOrigin(given, published.snapshot.baseUrl) : given;
    const workers = begin({ config, collectionFile: collectionFile(dataDir), serves: role === "service" });
    closers.push(workers.close);
    const definition = definitionOf(config);
    const regenerator = createRegenerator({
      config,
      collection,
      files,
      clock,
      published: known,
      builder: workers,
      definition,
    });
    const publisher = createPublisher({
      regenerator,
      collection,
      clock,
      newId: randomUUID,
    });
    const stop = async () => {
      const cancel = clock.after(unitGraceMs, () => void workers.close());
      await publisher.close();
      cancel();
    };
    closers.push(stop);
    return {
      baseUrl: config.environment.baseUrl,
      collection,
      publisher,
      warm: regenerator.warm,
      problems: published.problems,
      ...{ stop, close },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What was made of what counts only for the collection that it was made from: it remembers the run. */
async function usableState({ state }: PublishedState, collection: Collection) {
  return state && (await collection.run(state.run)) ? state : undefined;
}

/** Names everything that documents are made from beside the collection. */
function definitionOf({ environment: { baseUrl }, ...rest }: Config): string {
  return digestOf([hashProgram(), baseUrl, rest]);
}

function withPublishedOrigin(config: Config, published: string | undefined): Config {
  const { environment } = config;
  if (published === undefined || !environment.baseUrlIsDefault) return config;
  return { ...config, environment: { ...environment, baseUrl: published } };
}

export function collectionFile(dataDir: string): string {
  return join(dataDir, "courant.sqlite");
}

/**
 * The collection, for a command that only reads it and may do so while a service runs. A restore that was interrupted is
 * finished first.
 * @throws COLLECTION_UNREADABLE when there is none, DATA_DIR_IN_USE while another process restores it
 */
export async function settledCollection(dataDir: string): Promise<string> {
  const file = collectionFile(dataDir);
  if (await isRestoring(file)) {
    const lock = lockDataDir(dataDir);
    if (!lock) throw inUse(dataDir, await readServiceAddress(dataDir));
    await finishRestore(file).finally(lock.release);
  }
  await access(file).catch(() => {
    throw new CourantError("COLLECTION_UNREADABLE", `There is no collection yet: ${file} is not there. See DATA_DIR.`);
  });
  return file;
}

/**
 * A file of no bytes is a new collection to SQLite. Where something was published it is what is left of one, and
 * everything would be withdrawn.
 * @throws COLLECTION_UNREADABLE
 */
async function refuseEmpty(file: string): Promise<void> {
  const size = await stat(file).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size !== 0) return;
  throw new CourantError(
    "COLLECTION_UNREADABLE",
    `The collection ${file} is empty, though documents were published from it: something emptied the file. “courant ` +
      "restore FILE” puts a backup in its place; where there is no backup, delete it and import again.",
  );
}

/** @param service where it is reached, when it is a service that works there */
export function inUse(dataDir: string, service: ServiceAddress | undefined): CourantError {
  return new CourantError(
    "DATA_DIR_IN_USE",
    service
      ? `Courant already runs on ${dataDir}: ${service.url} (process ${service.pid}).`
      : `Another courant command works in ${dataDir}. Wait until it has finished, then try again.`,
  );
}
