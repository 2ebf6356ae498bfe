import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import { openCollection } from "../collection/sqlite.ts";
import type { Config } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import { feedsDir } from "../publish/files.ts";
import { createPublisher, type Publisher } from "../publish/publisher.ts";
import { createRegenerator } from "../publish/regenerate.ts";
import { lockDataDir } from "./lock.ts";

/** What a command works with: the collection and the publisher of one data directory, for this process alone. */
export type Workspace = {
  collection: Collection;
  publisher: Publisher;
  /** What was wrong with what FEEDS_DIR held. */
  problems: readonly string[];
  close(): Promise<void>;
};

/** @returns undefined when another process works in the data directory */
export async function openWorkspace(config: Config, clock: Clock): Promise<Workspace | undefined> {
  const { dataDir, feedsDir: feedsFolder } = config.environment;
  const lock = lockDataDir(dataDir);
  if (!lock) return undefined;
  try {
    const collection = await openCollection(collectionFile(dataDir), {
      clock,
      newId: () => `urn:uuid:${randomUUID()}`,
    });
    const files = feedsDir(feedsFolder);
    await files.clean();
    const published = await files.load();
    const publisher = createPublisher({
      slugs: config.channels.map(({ slug }) => slug),
      regenerator: createRegenerator({ config, collection, files, clock, published }),
      collection,
      clock,
      newId: randomUUID,
    });
    return {
      collection,
      publisher,
      problems: published.problems,
      async close() {
        await publisher.close();
        await collection.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

export function collectionFile(dataDir: string): string {
  return join(dataDir, "courant.sqlite");
}

export function inUse(dataDir: string): CourantError {
  return new CourantError(
    "DATA_DIR_IN_USE",
    `Another Courant works in ${dataDir} and cannot be reached. Wait until it has finished, or stop it, then try again.`,
  );
}
