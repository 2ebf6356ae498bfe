import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  forgetMedia,
  hasBytes,
  keepMediaNames,
  linkOrCopy,
  listMedia,
  mediaFile,
  publishMedia,
  withdrawMedia,
} from "../published/media-files.ts";
import { isMediaHash } from "../published/media-types.ts";
import type { MediaFileStore, MediaPlace } from "../stores/media-files.ts";
import type { SmallerPictureStore } from "../stores/smaller-pictures.ts";
import { undo } from "./keep.ts";
import type { LibraryDeps } from "./library.ts";
import { incomingFolder } from "./receive.ts";
import type { SharedMedia } from "./shared.ts";

type Folders = Pick<LibraryDeps, "folder" | "feedsDir">;

/** Where the bytes are that a node lacks; undefined on one machine. */
type Shared = Pick<SharedMedia, "fetch"> | undefined;

type MediaStores = {
  mediaFiles: Pick<MediaFileStore, "places">;
  smallerPictures: Pick<SmallerPictureStore, "forget">;
};

/**
 * Makes the folders of media agree with the collection at a start: it removes uploads that were broken off, and publishes,
 * withdraws or forgets what FEEDS_DIR lacks or has too much. Bytes in DATA_DIR that the collection does not know stay,
 * because a restored collection can be older than they are. Smaller versions that FEEDS_DIR lacks are forgotten: they are
 * made again.
 * @returns one sentence for each file whose bytes are missing
 */
export async function putMediaInOrder(
  folders: Folders,
  { mediaFiles, smallerPictures }: MediaStores,
  shared?: Shared,
): Promise<string[]> {
  const { folder, feedsDir } = folders;
  const places = new Map((await mediaFiles.places()).map((place) => [place.hash, place]));
  const incoming = incomingFolder(folder);
  for (const name of await readdir(incoming).catch(() => [])) {
    if (isMediaHash(name) && (places.get(name)?.isDeleted ?? true)) await undo(name, folders);
    await rm(join(incoming, name), { recursive: true, force: true });
  }
  const problems = await followMedia([...places.values()], folders, shared);
  for (const hash of await listMedia(feedsDir)) if (!places.has(hash)) await forgetMedia(feedsDir, hash);
  await smallerPictures.forget(await withoutSmaller([...places.values()], feedsDir));
  return problems;
}

/**
 * Publishes and withdraws files as the collection has them. Uploads may go on.
 * @returns one sentence for each file whose bytes are missing
 */
export async function followMedia(places: readonly MediaPlace[], folders: Folders, shared: Shared): Promise<string[]> {
  const problems: string[] = [];
  for (const place of places) {
    if (shared && !place.isDeleted) await fetchMissing(place, folders, shared);
    const problem = place.isDeleted ? await removeDeleted(place, folders) : await publishMissing(place, folders);
    if (problem !== undefined) problems.push(problem);
    if (shared && !place.isDeleted) await fetchSmaller(place, folders, shared);
  }
  return problems;
}

/** Fetches the bytes of a file that are nowhere on this node. */
async function fetchMissing(
  { hash, names, bytes }: MediaPlace,
  { folder, feedsDir }: Folders,
  shared: NonNullable<Shared>,
): Promise<void> {
  const kept = join(folder, hash);
  for (const file of [kept, ...names.map((name) => mediaFile(feedsDir, { hash, name }))]) {
    if (await hasBytes(file, bytes)) return;
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await shared.fetch(hash, kept, hash);
}

async function fetchSmaller(
  { hash, smaller }: MediaPlace,
  { feedsDir }: Folders,
  shared: NonNullable<Shared>,
): Promise<void> {
  for (const { name, bytes } of smaller) {
    const file = mediaFile(feedsDir, { hash, name });
    if (!(await hasBytes(file, bytes))) await shared.fetch(`${hash}/${name}`, file);
  }
}

/** @returns the hashes of pictures whose smaller versions are not all there */
async function withoutSmaller(places: readonly MediaPlace[], feedsDir: string): Promise<string[]> {
  const lacking: string[] = [];
  for (const { hash, smaller, isDeleted } of places) {
    if (isDeleted || smaller.length === 0) continue;
    const present = await Promise.all(
      smaller.map(({ name, bytes }) => hasBytes(mediaFile(feedsDir, { hash, name }), bytes)),
    );
    if (!present.every((isThere) => isThere)) lacking.push(hash);
  }
  return lacking;
}

async function removeDeleted({ hash }: MediaPlace, { folder, feedsDir }: Folders): Promise<undefined> {
  await withdrawMedia(feedsDir, hash);
  await rm(join(folder, hash), { force: true });
}

async function publishMissing(
  { hash, names, bytes, smaller }: MediaPlace,
  { folder, feedsDir }: Folders,
): Promise<string | undefined> {
  const kept = join(folder, hash);
  const copies = [kept, ...names.map((name) => mediaFile(feedsDir, { hash, name }))];
  const present = await Promise.all(copies.map((file) => hasBytes(file, bytes)));
  if (present.every((isThere) => isThere)) return undefined;
  const source = copies[present.indexOf(true)];
  if (source === undefined) return describeMissingMedia(kept);
  if (!present[0]) await replaceBytes(source, kept);
  for (const name of names) await publishMedia(feedsDir, { hash, name }, { source, bytes });
  await keepMediaNames(feedsDir, hash, [...names, ...smaller.map(({ name }) => name)]);
  return undefined;
}

async function replaceBytes(source: string, kept: string): Promise<void> {
  await mkdir(dirname(kept), { recursive: true, mode: 0o700 });
  await rm(kept, { recursive: true, force: true });
  await linkOrCopy(source, kept);
}

/** Finds uploaded files without bytes, and those that FEEDS_DIR lacks. It changes nothing. @returns one sentence for each */
export async function findMediaProblems(
  { folder, feedsDir }: Folders,
  mediaFiles: Pick<MediaFileStore, "places">,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { hash, names, bytes, smaller } of (await mediaFiles.places()).filter(({ isDeleted }) => !isDeleted)) {
    const kept = join(folder, hash);
    if (!(await hasBytes(kept, bytes))) problems.push(describeMissingMedia(kept));
    for (const published of [...names.map((name) => ({ name, bytes })), ...smaller]) {
      const file = mediaFile(feedsDir, { hash, name: published.name });
      if (!(await hasBytes(file, published.bytes)))
        problems.push(`${file}: it is missing or damaged; the next start publishes it again`);
    }
  }
  return problems;
}

/** Describes an uploaded file without bytes in one sentence. */
export function describeMissingMedia(file: string): string {
  return `${file}: the bytes of this uploaded file are missing or damaged; put the file back, or delete it with “courant media remove”`;
}
