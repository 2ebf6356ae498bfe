import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, type FileHandle, link, lstat, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { privateMark, readMediaReaders, writeMediaReaders } from "./media-readers.ts";
import { isMediaHash, type MediaAddress } from "./media-types.ts";
import { syncAll } from "./replace-files.ts";

/*
 * FEEDS_DIR/media: the folder of each file of uploaded media is named by its SHA-256, and holds the file under each of its
 * names. The folder of a deleted one holds a mark alone, which serving answers with 410, and that of a private one a mark
 * with the channels whose subscribers may read it (media-readers.ts).
 */

/** The mark in the folder of media that was deleted. */
const goneMark = ".gone";

/** Returns the folder of a file of media in FEEDS_DIR. */
function folderOf(feedsDir: string, hash: string): string {
  return join(feedsDir, "media", hash);
}

/**
 * An open file of media. `modified` is in milliseconds since 1970; `readers`: the slugs of the channels whose subscribers may
 * read it, undefined for everybody.
 */
export type OpenMedia = { handle: FileHandle; bytes: number; modified: number; readers: readonly string[] | undefined };

/**
 * Opens a file of media for serving. It follows no symbolic link, and opens nothing but a regular file.
 * @returns `gone` when it was deleted, and `unknown` when there is none
 * @throws the error of the file system for anything else
 */
export async function openMedia(
  feedsDir: string,
  { hash, name }: MediaAddress,
): Promise<OpenMedia | "gone" | "unknown"> {
  const folder = folderOf(feedsDir, hash);
  if (!(await isFolder(folder))) return "unknown";
  const handle = await openRegular(join(folder, name));
  if (!handle) return (await exists(join(folder, goneMark))) ? "gone" : "unknown";
  const stats = await handle.stat();
  const readers = await readMediaReaders(folder);
  if (stats.isFile()) return { handle, bytes: stats.size, modified: Math.floor(stats.mtimeMs / 1000) * 1000, readers };
  await handle.close();
  return "unknown";
}

/** Opens a file without waiting for another process, as a pipe would. */
async function openRegular(file: string): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    return await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (["ENOENT", "ELOOP", "ENXIO", "ENOTDIR"].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/**
 * Publishes a file under a name: by a hard link, or by a copy where the folder is on another volume. It is on disk when the
 * promise resolves. A file that is there already, with as many bytes, stays.
 * @param source the file with the bytes
 * @param bytes how many it has
 */
export async function publishMedia(
  feedsDir: string,
  { hash, name }: MediaAddress,
  { source, bytes }: { source: string; bytes: number },
): Promise<void> {
  const folder = folderOf(feedsDir, hash);
  const file = join(folder, name);
  if ((await isFolder(folder)) && (await hasBytes(file, bytes))) return rm(join(folder, goneMark), { force: true });
  if (!(await isFolder(folder))) await rm(folder, { force: true });
  await mkdir(folder, { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await linkOrCopy(source, temporary);
    await rename(temporary, file);
    // A rename between two names of one file does nothing, and leaves both.
    await rm(temporary, { force: true });
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await rm(join(folder, goneMark), { force: true });
  await syncAll([folder, dirname(folder)]);
}

/** Publishes bytes beside a file of media, under a name of their own. They are on disk when the promise resolves. */
export async function publishBeside(feedsDir: string, { hash, name }: MediaAddress, bytes: Uint8Array): Promise<void> {
  const folder = folderOf(feedsDir, hash);
  const file = join(folder, name);
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, bytes, { flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncAll([folder]);
}

/** Gives the bytes of a file a second name: a hard link, or a copy on another volume. It is on disk then. */
export async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    if (codeOf(error) === "ENOENT") throw error;
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    await syncAll([target]);
  }
}

/** Removes a file of media under all its names, and leaves the mark of a deleted one. */
export async function withdrawMedia(feedsDir: string, hash: string): Promise<void> {
  const folder = folderOf(feedsDir, hash);
  if (!(await isFolder(folder))) await rm(folder, { force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, goneMark), "", { flush: true });
  await keepOnly(folder, [goneMark]);
  await syncAll([folder, dirname(folder)]);
}

/** Removes all that the folder of a file of media holds but some names, and the mark of a private one. */
export async function keepMediaNames(feedsDir: string, hash: string, names: readonly string[]): Promise<void> {
  await keepOnly(folderOf(feedsDir, hash), [...names, privateMark]);
}

async function keepOnly(folder: string, names: readonly string[]): Promise<void> {
  const found = await readdir(folder).catch(() => []);
  for (const name of found) {
    if (!names.includes(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Removes the folder of a file of media, as if it had never been there. */
export async function forgetMedia(feedsDir: string, hash: string): Promise<void> {
  await rm(folderOf(feedsDir, hash), { recursive: true, force: true });
}

/** Returns the SHA-256 of all files of media that have a folder. */
export async function listMedia(feedsDir: string): Promise<string[]> {
  return (await readdir(join(feedsDir, "media")).catch(() => [])).filter(isMediaHash);
}

/** Returns the path of a published file, for those who look for its bytes. */
export function mediaFile(feedsDir: string, { hash, name }: MediaAddress): string {
  return join(folderOf(feedsDir, hash), name);
}

/** Tells whether a regular file has so many bytes. */
export async function hasBytes(file: string, bytes: number): Promise<boolean> {
  const stats = await lstat(file).catch(() => undefined);
  return stats?.isFile() === true && stats.size === bytes;
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Returns the SHA-256 of all media that only subscribers may read. */
export async function listPrivateMedia(feedsDir: string): Promise<string[]> {
  const hashes: string[] = [];
  for (const hash of await listMedia(feedsDir)) {
    if (await exists(join(folderOf(feedsDir, hash), privateMark))) hashes.push(hash);
  }
  return hashes;
}

/** Reads who may read media. @returns the slugs of channels; undefined for everybody */
export async function readersOfMedia(feedsDir: string, hash: string): Promise<readonly string[] | undefined> {
  return readMediaReaders(folderOf(feedsDir, hash));
}

/** Marks media as private, or as public. @param readers the slugs of the channels whose subscribers may read it */
export async function markMedia(feedsDir: string, hash: string, readers: readonly string[] | undefined): Promise<void> {
  await writeMediaReaders(folderOf(feedsDir, hash), readers);
}
