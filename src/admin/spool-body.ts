import { randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file that nobody else sees, and that is gone when it is closed, however the process ends. */
export async function openTemporaryFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `courant-${randomUUID()}`);
  const file = await open(path, "wx+", 0o600);
  await unlink(path).catch(() => {});
  return file;
}

/** What came in whole, to be read once. */
export type Spool = { size: number; chunks(): AsyncIterable<Buffer>; close(): Promise<void> };

/** Bytes that are kept in memory; more lie in a file. */
const maxSpoolMemoryBytes = 8 * 1024 * 1024;

/**
 * Takes in all that comes, however slowly it is read then, and however much it is.
 * @throws whatever the stream does, and when there is no room in the folder for temporary files
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
