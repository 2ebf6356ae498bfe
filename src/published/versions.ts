import { open, stat } from "node:fs/promises";

/** Tells the states of a file apart that is replaced as a whole. @returns undefined when there is no such file */
export async function versionOf(file: string): Promise<string | undefined> {
  const stats = await stat(file).catch(() => undefined);
  return stats && `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

/** Reads a file into memory that threads share. @throws the error of the file system */
export async function readShared(file: string): Promise<SharedArrayBuffer> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const bytes = new SharedArrayBuffer(size);
    await handle.read(new Uint8Array(bytes), 0, size, 0);
    return bytes;
  } finally {
    await handle.close();
  }
}
