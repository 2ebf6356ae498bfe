import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { linkedMedia } from "../article/media-links.ts";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { IngestQueue } from "../ingest-queue/queue.ts";
import { withdrawMedia } from "../published/media-files.ts";
import { isMediaHash } from "../published/media-types.ts";
import type { MediaFileStore, UsedMediaFile } from "../stores/media-files.ts";
import type { SmallerPictureStore } from "../stores/smaller-pictures.ts";
import { keepFile, keepSmaller } from "./keep.ts";
import { createLocks } from "./locks.ts";
import { receiveFile } from "./receive.ts";
import { createMediaRoom, type MediaLimits, type RoomDeps } from "./room.ts";
import type { SharedMedia } from "./shared.ts";
import type { NamedVersion } from "./smaller/name-versions.ts";

/*
 * The room `uploads`: pictures, sound and film that were uploaded. The bytes are in DATA_DIR/media under their SHA-256, and
 * in FEEDS_DIR/media under their names, from where they are served; the collection knows what they are and what uses them.
 * It imports `ingest-queue`, `published` and `stores`.
 */

/** The facts of an upload beside its bytes. */
export type Upload = { name: string; by: string; checkReturn?: () => void };

export type MediaLibrary = {
  limits: MediaLimits;
  /** Refuses an upload before its body is read. @param bytes its length, as far as it is known */
  checkRoom(bytes: number): Promise<void>;
  /**
   * Receives a file and publishes it.
   * @param upload.name the name that the client gave, which may be anything; `by`: the name of its token; `checkReturn`:
   *   called if the file was deleted before. It throws if the sender may not bring it back
   * @returns the file, its name in the address, and whether the file was not here before
   * @throws MEDIA_TYPE_UNSUPPORTED, MEDIA_INVALID, and what `receiveFile` throws
   */
  add(
    chunks: AsyncIterable<Uint8Array>,
    upload: Upload,
  ): Promise<{ isNew: boolean; name: string; file: UsedMediaFile }>;
  /** Finds a file. @throws NOT_FOUND, GONE when it was deleted */
  find(hash: string): Promise<UsedMediaFile>;
  list(query: {
    limit: number;
    cursor?: string | undefined;
    isUsed?: boolean | undefined;
  }): ReturnType<MediaFileStore["list"]>;
  total: MediaFileStore["total"];
  /**
   * Publishes the smaller versions of a picture.
   * @returns whether a published article uses the picture. Nothing is done for a picture that was deleted meanwhile
   */
  addSmaller(hash: string, versions: readonly NamedVersion[]): Promise<boolean>;
  /**
   * Deletes a file: its address is answered 410 from now on.
   * @param options.force deletes it although something uses it
   * @returns the file as it was
   * @throws NOT_FOUND, GONE, MEDIA_IN_USE
   */
  remove(hash: string, options: { force: boolean }): Promise<UsedMediaFile>;
};

export type LibraryDeps = {
  /** DATA_DIR/media and FEEDS_DIR. */
  folder: string;
  feedsDir: string;
  limits: MediaLimits;
  /** Returns the configuration as text, whose links count as uses. */
  configuration: () => string;
  mediaFiles: MediaFileStore;
  smallerPictures: Pick<SmallerPictureStore, "keep">;
  queue: Pick<IngestQueue, "readMedia">;
  clock: Pick<Clock, "now">;
  readDisk?: RoomDeps["readDisk"];
  /** Where all nodes find the bytes; undefined on one machine. */
  shared?: SharedMedia | undefined;
  /** Called when documents change: they show facts of a file that is new or gone. */
  onChanged: () => void;
  /** Called when a file is new, which may be a picture that waits for its smaller versions. */
  onAdded?: () => void;
};

/** Creates the library of uploaded media. It makes its folders when something is uploaded. */
export function createMediaLibrary(deps: LibraryDeps): MediaLibrary {
  const { folder, feedsDir, limits, configuration, mediaFiles, clock, readDisk, onChanged, onAdded } = deps;
  const folders = [folder, feedsDir];
  const room = createMediaRoom({ limits, mediaFiles, folders, ...(readDisk && { readDisk }) });
  const withLock = createLocks();
  const pinned = () => linkedMedia(configuration());
  const withPin = (file: UsedMediaFile): UsedMediaFile =>
    pinned().includes(file.hash) ? { ...file, uses: [...file.uses, { in: "configuration" }] } : file;

  async function makeFolders(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await mkdir(feedsDir, { recursive: true });
  }

  async function find(hash: string): Promise<UsedMediaFile> {
    const found = isMediaHash(hash) ? await mediaFiles.find(hash) : { state: "unknown" as const };
    if (found.state === "present") return withPin(found.file);
    if (found.state === "deleted") {
      const date = new Date(found.deletedAt).toISOString();
      throw new CourantError(
        "GONE",
        `This file was deleted at ${date}. Upload it again with the scope publish to bring it back.`,
      );
    }
    throw new CourantError(
      "NOT_FOUND",
      "There is no such file. GET /admin/media and “courant media list” list all, with the hash of each.",
    );
  }

  return {
    limits,

    async checkRoom(bytes) {
      await makeFolders();
      await room.check(bytes);
      deps.shared?.checkSize(bytes);
    },

    async add(chunks, upload) {
      await makeFolders();
      const received = await receiveFile(folder, chunks, room);
      try {
        const added = await withLock(received.hash, () => keepFile(received, upload, deps));
        if (added.isNew) {
          onChanged();
          onAdded?.();
        }
        return { ...added, file: withPin(added.file) };
      } finally {
        await rm(received.path, { force: true });
        received.release();
      }
    },

    find,

    async list(query) {
      const { files, next } = await mediaFiles.list({ ...query, pinned: pinned() });
      return { files: files.map(withPin), next };
    },

    total: mediaFiles.total,

    addSmaller: (hash, versions) => withLock(hash, () => keepSmaller(hash, versions, deps)),

    async remove(hash, { force }) {
      const file = await find(hash);
      await withLock(hash, async () => {
        const isPinned = pinned().includes(hash);
        const isRemoved =
          (force || !isPinned) && (await mediaFiles.remove(hash, { onlyUnused: !force, now: clock.now() }));
        if (!isRemoved) throw inUse(await find(hash));
        await withdrawMedia(feedsDir, hash);
        await rm(join(folder, hash), { force: true });
        await deps.shared?.remove(hash);
      });
      onChanged();
      return file;
    },
  };
}

function inUse({ uses }: UsedMediaFile): CourantError {
  const users = uses
    .slice(0, 5)
    .map((use) => (use.article === undefined ? `the ${use.in}` : `the ${use.in} “${use.article}”`));
  const more = uses.length > users.length ? ` and ${uses.length - users.length} more` : "";
  return new CourantError(
    "MEDIA_IN_USE",
    `This file is used by ${users.join(", ")}${more}. Remove the links to it first, or delete it with ?force=true.`,
  );
}
