import { createReadStream } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { forgetMedia, hasBytes, keepMediaNames, publishBeside, publishMedia } from "../published/media-files.ts";
import { type MediaAddress, servedMediaTypes } from "../published/media-types.ts";
import { syncAll } from "../published/replace-files.ts";
import type { UsedMediaFile } from "../stores/media-files.ts";
import { explainFileError } from "./file-errors.ts";
import type { LibraryDeps, Upload } from "./library.ts";
import { mediaName } from "./media-name.ts";
import { incomingFolder, type ReceivedFile } from "./receive.ts";
import type { NamedVersion } from "./smaller/name-versions.ts";

/** Names that one file may have. */
const maxNames = 100;

/** Publishes smaller versions of a picture beside it. @returns whether a published article uses the picture */
export async function keepSmaller(
  hash: string,
  versions: readonly NamedVersion[],
  { feedsDir, mediaFiles, smallerPictures, shared }: LibraryDeps,
): Promise<boolean> {
  const found = await mediaFiles.find(hash);
  if (found.state !== "present") return false;
  const { names } = found.file;
  // A name that the picture has was given by somebody.
  const free = versions.filter(({ picture }) => !names.includes(picture.name));
  for (const { picture, bytes } of free) await publishBeside(feedsDir, { hash, name: picture.name }, bytes);
  for (const { picture, bytes } of free) await shared?.put(`${hash}/${picture.name}`, [bytes], bytes.length);
  const smaller = free.map(({ picture }) => picture);
  const isUsed = await smallerPictures.keep(hash, smaller);
  await keepMediaNames(feedsDir, hash, [...names, ...smaller.map(({ name }) => name)]);
  return isUsed;
}

/** Keeps a file that was received whole. Parallel uploads of the same bytes come here one after another. */
export async function keepFile(
  { path, hash, bytes }: ReceivedFile,
  { name: given, by, checkReturn }: Upload,
  { folder, feedsDir, mediaFiles, queue, clock, shared }: LibraryDeps,
): Promise<{ isNew: boolean; name: string; file: UsedMediaFile }> {
  shared?.checkSize(bytes);
  const { extension, ...facts } = await queue.readMedia(path);
  const type = servedMediaTypes[extension];
  if (type === undefined) throw new Error(`no media type has the extension ${extension}`);
  const found = await mediaFiles.find(hash);
  if (found.state === "deleted") checkReturn?.();
  const isKnown = found.state === "present";
  const { names, smaller } = isKnown ? found.file : { names: [], smaller: [] };
  const taken = smaller.map((each) => each.name);
  const address: MediaAddress = { hash, name: chooseName(mediaName(given, extension), names, taken) };
  const kept = join(folder, hash);
  // If this process is killed, the next start finds the mark, and removes what nobody was told of.
  const mark = join(incomingFolder(folder), hash);
  if (!isKnown) await writeFile(mark, "", { flush: true });
  try {
    if (!(await hasBytes(kept, bytes))) await rename(path, kept);
    await syncAll([folder]);
    await publishMedia(feedsDir, address, { source: kept, bytes });
    if (!isKnown) await shared?.put(hash, createReadStream(kept), bytes);
    const added = await mediaFiles.add({ ...address, facts: { ...facts, type, bytes }, uploaded: clock.now(), by });
    return { ...added, name: address.name };
  } catch (error) {
    if (!isKnown) await undo(hash, { folder, feedsDir });
    throw explainFileError(error, folder);
  } finally {
    await rm(mark, { force: true });
  }
}

/**
 * @param taken the names of the smaller versions
 * @returns the name; the first one that the file has when it has as many as it may have, or the name is taken
 */
function chooseName(name: string, names: readonly string[], taken: readonly string[]): string {
  const [first] = names;
  const isFree = names.includes(name) || (names.length < maxNames && !taken.includes(name));
  return first === undefined || isFree ? name : first;
}

/** Removes a file that the collection does not know. */
export async function undo(
  hash: string,
  { folder, feedsDir }: Pick<LibraryDeps, "folder" | "feedsDir">,
): Promise<void> {
  await rm(join(folder, hash), { force: true });
  // The next start removes what is left here.
  await forgetMedia(feedsDir, hash).catch(() => undefined);
}
