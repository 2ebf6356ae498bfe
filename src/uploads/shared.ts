import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CourantError } from "../errors.ts";
import type { SharedMediaStore } from "../stores/nodes.ts";

/** The bytes of uploaded files, where all nodes find them. */
export type SharedMedia = {
  /** @throws BODY_TOO_LARGE for a file that the nodes cannot share */
  checkSize(bytes: number): void;
  /** @param name the SHA-256 of a file; of a smaller version with a slash and its name behind it */
  put(name: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, bytes: number): Promise<void>;
  /**
   * Writes the bytes of a name into a file, which takes its place at once.
   * @param sha256 the hash that they must have; undefined: any
   * @returns whether they are there, and whole
   */
  fetch(name: string, file: string, sha256?: string): Promise<boolean>;
  remove(hash: string): Promise<void>;
};

/** `maxInDatabase`: in bytes; `folder`: the folder for larger files, which all nodes reach. */
export type SharedMediaSettings = { maxInDatabase: number; folder: string | undefined };

/** Shares files up to a size through the database, and larger ones through a folder. @param settings those in force */
export function shareMedia(
  store: Pick<SharedMediaStore, "put" | "read" | "remove">,
  settings: () => SharedMediaSettings,
): SharedMedia {
  const isLarge = (bytes: number) => bytes > settings().maxInDatabase;

  /** The place of a name in the folder. The names of smaller versions are safe in paths, as are hashes. */
  const placeOf = (name: string): string | undefined => {
    const { folder } = settings();
    return folder === undefined ? undefined : join(folder, name.replace("/", "."));
  };

  return {
    checkSize(bytes) {
      const { maxInDatabase, folder } = settings();
      if (!isLarge(bytes) || folder !== undefined) return;
      throw new CourantError(
        "BODY_TOO_LARGE",
        `The file has ${bytes} bytes, and the nodes share files of up to ${maxInDatabase} bytes through the database ` +
          "(media.maxInDatabase). Set media.sharedFolder to a folder that all nodes reach, and upload it again.",
      );
    },

    async put(name, chunks, bytes) {
      const place = isLarge(bytes) ? placeOf(name) : undefined;
      if (place !== undefined) await writeFile(place, Readable.from(chunks));
      else await store.put(name, asAsync(chunks));
    },

    async fetch(name, file, sha256) {
      const place = placeOf(name);
      const isInFolder = place !== undefined && (await exists(place));
      const chunks = isInFolder ? createReadStream(place) : Readable.from(store.read(name));
      return writeFile(file, chunks, sha256);
    },

    async remove(hash) {
      await store.remove(hash);
      const place = placeOf(hash);
      if (place !== undefined) await rm(place, { force: true });
    },
  };
}

async function* asAsync(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** @returns whether there were bytes, with the right hash; the file stays as it was if not */
async function writeFile(file: string, chunks: Readable, sha256?: string): Promise<boolean> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    const counted = async function* (source: AsyncIterable<Uint8Array>) {
      for await (const chunk of source) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    };
    await pipeline(chunks, counted, createWriteStream(temporary, { flags: "wx", flush: true }));
    const isWhole = bytes > 0 && (sha256 === undefined || hash.digest("hex") === sha256);
    if (isWhole) await rename(temporary, file);
    return isWhole;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
