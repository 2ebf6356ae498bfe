import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { CourantError } from "../errors.ts";
import { explainFileError } from "./file-errors.ts";
import type { MediaRoom } from "./room.ts";

/** A file that was received whole, under a temporary name. It takes up room until `release` is called. */
export type ReceivedFile = { path: string; hash: string; bytes: number; release: () => void };

/** Returns the folder of uploads that go on. Whatever it holds at a start was broken off. */
export function incomingFolder(folder: string): string {
  return join(folder, "incoming");
}

/**
 * Receives a file in constant memory. It is on disk when the promise resolves. An upload that breaks off leaves nothing.
 * @param folder the folder of all media
 * @throws REQUEST_INVALID for an empty file; BODY_TOO_LARGE, MEDIA_LIMIT_REACHED, DISK_FULL; the errors of the chunks
 */
export async function receiveFile(
  folder: string,
  chunks: AsyncIterable<Uint8Array>,
  room: MediaRoom,
): Promise<ReceivedFile> {
  const path = join(incomingFolder(folder), `${randomUUID()}.tmp`);
  const reservation = await room.reserve();
  try {
    await mkdir(incomingFolder(folder), { recursive: true, mode: 0o700 });
    const file = await open(path, "wx", 0o644);
    try {
      const hash = createHash("sha256");
      let bytes = 0;
      for await (const chunk of chunks) {
        bytes += chunk.length;
        await reservation.take(chunk.length);
        hash.update(chunk);
        await file.appendFile(chunk);
      }
      if (bytes === 0) throw new CourantError("REQUEST_INVALID", "The file is empty. Send its bytes as the body.");
      await file.sync();
      // Other files were kept since this one began.
      await room.check(0);
      return { path, hash: hash.digest("hex"), bytes, release: reservation.release };
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    reservation.release();
    throw explainFileError(error, folder);
  }
}
