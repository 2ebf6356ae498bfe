import { statfs } from "node:fs/promises";
import { formatCount } from "../article/limits.ts";
import { CourantError } from "../errors.ts";
import type { MediaFileStore } from "../stores/media-files.ts";

/** The limits of uploads, in bytes. */
export type MediaLimits = { maxFile: number; maxTotal: number };

/** The room on a volume, in bytes. */
export type DiskSpace = { free: number; total: number };

export type RoomDeps = {
  limits: MediaLimits;
  mediaFiles: Pick<MediaFileStore, "total">;
  /** The folders that uploads are written to. */
  folders: readonly string[];
  readDisk?: (folder: string) => Promise<DiskSpace>;
};

/** The room for one upload. */
export type Reservation = {
  /** Counts bytes that came in. @throws BODY_TOO_LARGE, MEDIA_LIMIT_REACHED, DISK_FULL */
  take(bytes: number): Promise<void>;
  /** Ends the upload, whether it was kept or not. */
  release(): void;
};

/** The share of a volume that must stay free, for articles and documents. */
const minFreeShare = 0.05;

/** The disk is looked at again whenever so much came in. */
const diskCheckBytes = 64 * 1024 * 1024;

/** Keeps uploads within their limits, those that go on at the same time together. */
export function createMediaRoom({ limits, mediaFiles, folders, readDisk = readDiskSpace }: RoomDeps) {
  /** The bytes of uploads that go on. */
  let incoming = 0;

  async function checkDisk(): Promise<void> {
    for (const folder of folders) {
      const { free, total } = await readDisk(folder);
      if (free < total * minFreeShare) throw diskFull(folder);
    }
  }

  /** @param bytes how many more are to come */
  async function check(bytes: number): Promise<void> {
    if (bytes > limits.maxFile) throw tooLarge(limits);
    const { bytes: kept } = await mediaFiles.total();
    if (kept + incoming + bytes > limits.maxTotal) throw limitReached(limits);
    for (const folder of folders) {
      const { free, total } = await readDisk(folder);
      if (free - bytes < total * minFreeShare) throw diskFull(folder);
    }
  }

  return {
    /**
     * Tells whether there is room, before anything of a file is read.
     * @param bytes its length, as far as it is known
     * @throws BODY_TOO_LARGE, MEDIA_LIMIT_REACHED, DISK_FULL
     */
    check,

    /** Begins an upload. */
    async reserve(): Promise<Reservation> {
      const { bytes: kept } = await mediaFiles.total();
      let [taken, checked] = [0, 0];
      return {
        async take(bytes) {
          taken += bytes;
          incoming += bytes;
          if (taken > limits.maxFile) throw tooLarge(limits);
          if (kept + incoming > limits.maxTotal) throw limitReached(limits);
          if (taken - checked < diskCheckBytes) return;
          checked = taken;
          await checkDisk();
        },

        release() {
          incoming -= taken;
          taken = 0;
        },
      };
    },
  };
}

export type MediaRoom = ReturnType<typeof createMediaRoom>;

/** Reads the room on the volume of a folder. */
async function readDiskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}

function tooLarge({ maxFile }: MediaLimits): CourantError {
  return new CourantError(
    "BODY_TOO_LARGE",
    `The file has more than ${formatCount(maxFile)} bytes. Make it smaller, or raise media.maxFile in the configuration.`,
  );
}

function limitReached({ maxTotal }: MediaLimits): CourantError {
  return new CourantError(
    "MEDIA_LIMIT_REACHED",
    `With this file, all media would have more than ${formatCount(maxTotal)} bytes. “courant media prune” removes what ` +
      "nothing uses; or raise media.maxTotal in the configuration.",
  );
}

/** The error for a volume that has no room for uploads. */
export function diskFull(folder: string): CourantError {
  return new CourantError(
    "DISK_FULL",
    `Less than 5 % of the disk of ${folder} would be free. Articles and documents need this room, so uploads are refused ` +
      "first: make room on the disk.",
  );
}
