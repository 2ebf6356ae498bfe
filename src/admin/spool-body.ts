import type { FileHandle } from "node:fs/promises";
import { openTemporaryFile } from "../ingest-queue/temporary-file.ts";

/** A body that was received completely. Its chunks can be read once. */
export type Spool = { size: number; chunks(): AsyncIterable<Buffer>; close(): Promise<void> };

/** A larger body goes to a temporary file. */
const maxSpoolMemoryBytes = 8 * 1024 * 1024;

/**
 * Receives a whole stream, of any size, before anything is read from it. So a slow import does not keep the sender waiting.
 * @throws errors of the stream, and of the file system when the folder for temporary files is full
 */
export async function spoolBody(stream: AsyncIterable<Buffer>): Promise<Spool> {
  let [held, size]: [Buffer[], number] = [[], 0];
  let file: FileHandle | undefined;
  try {
    for await (const chunk of stream) {
      held.push(chunk);
      size += chunk.length;
      if (size <= maxSpoolMemoryBytes) continue;
      file ??= await openTemporaryFile();
      await file.appendFile(Buffer.concat(held));
      held = [];
    }
  } catch (error) {
    await file?.close();
    throw error;
  }
  const spooled = file;
  return {
    size,
    async *chunks() {
      if (spooled) yield* spooled.createReadStream({ start: 0, autoClose: false });
      yield* held.splice(0);
    },
    close: async () => spooled?.close(),
  };
}
