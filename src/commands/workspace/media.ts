import { join } from "node:path";
import { linkedMedia } from "../../article/media-links.ts";
import type { Clock } from "../../clock.ts";
import { bytesOf } from "../../config/media-schema.ts";
import type { Config } from "../../config/schema.ts";
import { messageOf } from "../../errors.ts";
import type { IngestQueue } from "../../ingest-queue/queue.ts";
import { listPrivateMedia, markMedia } from "../../published/media-files.ts";
import type { NodeStores } from "../../stores/nodes.ts";
import type { Stores } from "../../stores/stores.ts";
import { createMediaLibrary, type MediaLibrary } from "../../uploads/library.ts";
import { findMediaProblems, followMedia, putMediaInOrder } from "../../uploads/put-in-order.ts";
import { type SharedMedia, shareMedia } from "../../uploads/shared.ts";

/** Opens the uploaded media of a data directory. @param config returns the configuration that is in force */
export function openLibrary(
  config: () => Config,
  deps: {
    stores: Pick<Stores, "mediaFiles" | "smallerPictures">;
    queue: Pick<IngestQueue, "readMedia">;
    clock: Clock;
    onChanged: () => void;
    onAdded?: () => void;
    shared?: SharedMedia | undefined;
  },
): MediaLibrary {
  const { stores, ...rest } = deps;
  return createMediaLibrary({
    ...rest,
    ...foldersOf(config().environment),
    limits: {
      get maxFile() {
        return bytesOf(config().media.maxFile);
      },
      get maxTotal() {
        return bytesOf(config().media.maxTotal);
      },
    },
    configuration: () => textOf(config()),
    mediaFiles: stores.mediaFiles,
    smallerPictures: stores.smallerPictures,
  });
}

/** Returns the hashes of the uploaded files that a configuration uses. */
export function configuredMedia(config: Config): string[] {
  return linkedMedia(textOf(config));
}

/** Returns the part of a configuration that can link to uploaded files, as text. */
function textOf({ environment: _environment, media: _media, ...file }: Config): string {
  return JSON.stringify(file);
}

/** Shares uploaded files among the nodes of a database. @param config returns the configuration that is in force */
export function shareNodeMedia(config: () => Config, nodes: NodeStores | undefined): SharedMedia | undefined {
  const settings = () => {
    const { maxInDatabase, sharedFolder } = config().media;
    return { maxInDatabase: bytesOf(maxInDatabase), folder: sharedFolder };
  };
  return nodes && shareMedia(nodes.sharedMedia, settings);
}

/**
 * Takes up uploads and deletions of other nodes, and who may read private files.
 * @returns one sentence for each file whose bytes are missing
 */
export async function followNodeMedia(config: Config, { mediaFiles, nodes }: Pick<Stores, "mediaFiles" | "nodes">) {
  const { feedsDir } = config.environment;
  const readers = (await nodes?.sharedMedia.listReaders()) ?? new Map<string, readonly string[]>();
  // A private file is marked before its bytes are there.
  for (const [hash, slugs] of readers) await markMedia(feedsDir, hash, slugs);
  const shared = shareNodeMedia(() => config, nodes);
  const problems = await followMedia(await mediaFiles.places(), foldersOf(config.environment), shared);
  for (const hash of await listPrivateMedia(feedsDir))
    if (!readers.has(hash)) await markMedia(feedsDir, hash, undefined);
  return problems;
}

/** Makes the folders of media agree with the collection. @returns one sentence for each problem */
export async function repairMedia(
  config: Config,
  stores: Pick<Stores, "mediaFiles" | "smallerPictures" | "nodes">,
): Promise<string[]> {
  const { environment } = config;
  try {
    if (stores.nodes) await followNodeMedia(config, stores);
    return await putMediaInOrder(
      foldersOf(environment),
      stores,
      shareNodeMedia(() => config, stores.nodes),
    );
  } catch (error) {
    return [`uploaded media in ${environment.feedsDir} may be incomplete: ${messageOf(error)}`];
  }
}

/** Finds uploaded files without bytes, and those that FEEDS_DIR lacks. @returns one sentence for each */
export async function checkMedia(
  environment: Config["environment"],
  { mediaFiles }: Pick<Stores, "mediaFiles">,
): Promise<string[]> {
  return findMediaProblems(foldersOf(environment), mediaFiles);
}

/**
 * Tells whether smaller versions of pictures can be made, if any picture waits for them.
 * @returns a sentence if they cannot
 */
export async function checkSmallerPictures({ smallerPictures }: Pick<Stores, "smallerPictures">): Promise<string[]> {
  const { waiting } = await smallerPictures.total();
  if (waiting === 0) return [];
  try {
    await import("sharp");
    return [];
  } catch (error) {
    return [describeUnavailable(messageOf(error))];
  }
}

/** Describes in a sentence that the library for pictures cannot be loaded. @param reason its message, of several lines */
export function describeUnavailable(reason: string): string {
  const [first = ""] = reason.split("\n");
  return (
    `no smaller versions of pictures are made, because the package sharp cannot be loaded (${first.replace(/\.$/, "")}). Install Courant again, ` +
    "with its optional packages (npm ci --include=optional)."
  );
}

/** Returns the folder of the uploaded files of a data directory. */
export function mediaFolder({ dataDir }: Pick<Config["environment"], "dataDir">): string {
  return join(dataDir, "media");
}

function foldersOf({ dataDir, feedsDir }: Config["environment"]): { folder: string; feedsDir: string } {
  return { folder: mediaFolder({ dataDir }), feedsDir };
}
