import { randomUUID } from "node:crypto";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** The error codes of a file that cannot be replaced by another one, but may still be written to. */
const irreplaceableCodes: ReadonlySet<string> = new Set(["EBUSY", "EXDEV", "EACCES", "EPERM", "EROFS"]);

/**
 * Replaces the text of the configuration file. The new text is on disk before it gets the file's name, and keeps the mode
 * and, if possible, the owner of the file. A symbolic link stays, and leads to the new text. A file that is mounted by
 * itself, or whose folder is not writable, is written in place: then a power failure may leave only a part of the text.
 * @throws the error of the file system; the file is unchanged then, unless the disk is full while it is written in place
 */
export async function writeConfigFile(file: string, text: string): Promise<void> {
  const target = await realpath(file);
  try {
    await replaceFile(target, text);
  } catch (error) {
    if (!irreplaceableCodes.has(codeOf(error))) throw error;
    await writeInPlace(target, text);
  }
}

async function replaceFile(file: string, text: string): Promise<void> {
  const { mode, uid, gid } = await stat(file);
  // A user who may not write a file may still be allowed to replace it: the file's mode is what counts.
  await (await open(file, "r+")).close();
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, "wx", mode & 0o777);
    try {
      await handle.chmod(mode & 0o777);
      await keepOwner(handle, uid, gid);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Gives a file the owner of the one that it replaces. Where the system refuses that, the file is the service's own. */
async function keepOwner(handle: FileHandle, uid: number, gid: number): Promise<void> {
  const own = await handle.stat();
  if (own.uid !== uid || own.gid !== gid) await handle.chown(uid, gid).catch(() => undefined);
}

async function writeInPlace(file: string, text: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    const bytes = Buffer.from(text);
    await handle.write(bytes, 0, bytes.length, 0);
    await handle.truncate(bytes.length);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Returns the code of an error of the file system, such as `EROFS`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
