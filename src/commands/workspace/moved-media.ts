import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemClock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { hasBytes, markMedia, mediaFile, readersOfMedia } from "../../published/media-files.ts";
import type { MediaPlace } from "../../stores/media-files.ts";
import type { NodeStores } from "../../stores/nodes.ts";
import { type CollectionPlace, openStores } from "../../stores/place/open.ts";
import { describeMissingMedia } from "../../uploads/put-in-order.ts";
import { mediaFolder, shareNodeMedia } from "./media.ts";

/** Lists the uploaded files of a collection, without deleted ones. */
export async function listUploads(place: CollectionPlace): Promise<MediaPlace[]> {
  const stores = await openStores(place, { clock: systemClock, newId: randomUUID });
  try {
    return (await stores.mediaFiles.places()).filter(({ isDeleted }) => !isDeleted);
  } finally {
    await stores.close();
  }
}

/**
 * Gives the nodes of a database the uploaded files of this machine, their smaller versions, and who may read private ones.
 * @returns one sentence for each file whose bytes are missing
 */
export function shareUploads(config: Config, url: string, uploads: readonly MediaPlace[]): Promise<string[]> {
  const { feedsDir } = config.environment;
  const folder = mediaFolder(config.environment);
  return withSharedMedia(config, url, async (shared, store) => {
    const problems: string[] = [];
    for (const { hash, bytes, smaller } of uploads) {
      const readers = await readersOfMedia(feedsDir, hash);
      if (readers) await store.setReaders(hash, readers);
      const file = join(folder, hash);
      if (await hasBytes(file, bytes)) await shared.put(hash, createReadStream(file), bytes);
      else problems.push(describeMissingMedia(file));
      for (const { name, bytes: smallerBytes } of smaller) {
        const made = mediaFile(feedsDir, { hash, name });
        // A missing one is made again.
        if (await hasBytes(made, smallerBytes))
          await shared.put(`${hash}/${name}`, createReadStream(made), smallerBytes);
      }
    }
    return problems;
  });
}

/**
 * Brings the uploaded files that the nodes of a database share to this machine.
 * @returns one sentence for each file whose bytes are missing
 */
export function fetchUploads(config: Config, url: string, uploads: readonly MediaPlace[]): Promise<string[]> {
  const folder = mediaFolder(config.environment);
  return withSharedMedia(config, url, async (shared, store) => {
    const problems: string[] = [];
    // A private file is marked before its bytes are there.
    for (const [hash, readers] of await store.listReaders()) {
      await markMedia(config.environment.feedsDir, hash, readers);
    }
    for (const { hash, bytes } of uploads) {
      const file = join(folder, hash);
      if (await hasBytes(file, bytes)) continue;
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      if (!(await shared.fetch(hash, file, hash))) problems.push(describeMissingMedia(file));
    }
    return problems;
  });
}

async function withSharedMedia<Result>(
  config: Config,
  url: string,
  work: (shared: NonNullable<ReturnType<typeof shareNodeMedia>>, store: NodeStores["sharedMedia"]) => Promise<Result>,
): Promise<Result> {
  const { nodes, close } = await openStores(url, { clock: systemClock, newId: randomUUID });
  try {
    const shared = shareNodeMedia(() => config, nodes);
    if (!nodes || !shared) throw new Error("nodes share a database");
    return await work(shared, nodes.sharedMedia);
  } finally {
    await close();
  }
}
