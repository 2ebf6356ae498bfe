import { lstat, readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { withdrawMedia } from "../published/media-files.ts";
import type { Erasure } from "../stores/erasures.ts";
import type { MediaFileStore } from "../stores/media-files.ts";

/** Copies of the collection that an upgrade or a restore has left in DATA_DIR. */
const copyName = /^courant\.sqlite\.(?:version-|before-restore-)/;

/** The beginning of the names of files that came from the inbox. */
const inboxPlace = "inbox:/";

/** A shorter id or address may stand in any file. */
const minTextLength = 8;

/**
 * Removes the bytes of uploaded files that the collection has deleted.
 * @returns how many of the files were deleted
 */
export async function removeMedia(
  hashes: readonly string[],
  mediaFiles: Pick<MediaFileStore, "find">,
  { dataDir, feedsDir }: { dataDir: string; feedsDir: string },
): Promise<number> {
  let removed = 0;
  for (const hash of hashes) {
    if ((await mediaFiles.find(hash)).state !== "deleted") continue;
    await withdrawMedia(feedsDir, hash);
    await rm(join(dataDir, "media", hash), { force: true });
    removed += 1;
  }
  return removed;
}

/** Removes older copies of the collection, which still hold the article. @returns their names */
export async function removeCopies(dataDir: string): Promise<string[]> {
  const names = (await readdir(dataDir).catch(() => [])).filter((name) => copyName.test(name));
  for (const name of names) await rm(join(dataDir, name), { recursive: true, force: true });
  return names;
}

/**
 * Removes the files that the inbox keeps after it has read them, if they are named as one of an article's files, or hold its
 * id or address. @returns how many they were
 */
export async function removeInboxCopies(
  { article, files, urls }: Pick<Erasure, "article" | "files" | "urls">,
  dataDir: string,
): Promise<number> {
  const inbox = join(dataDir, "inbox");
  const names = files.filter((name) => name.startsWith(inboxPlace)).map((name) => name.slice(inboxPlace.length));
  const texts = [article, ...urls].filter((text) => text.length >= minTextLength).map((text) => Buffer.from(text));
  let removed = 0;
  for (const folder of ["done", "failed"]) {
    const root = join(inbox, folder);
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])) {
      const path = join(entry.parentPath, entry.name);
      if (!(await lstat(path)).isFile()) continue;
      const isNamed = names.some((name) => isNumbered(relative(root, path), name));
      if (!isNamed && !(await holdsAny(path, texts))) continue;
      await rm(path, { force: true });
      removed += 1;
    }
  }
  return removed;
}

/** Tells whether a path is that of a file which the inbox moved, or of the text beside it: `a.md`, `a-2.md`, `a.md.error.txt`. */
function isNumbered(path: string, name: string): boolean {
  const extension = extname(name);
  const stem = basename(name, extension);
  const base = basename(path);
  const isBeside = dirname(path) === dirname(name) && base.startsWith(stem);
  return isBeside && /^(?:-\d+)?(?:\.error\.txt)?$/.test(base.slice(stem.length).replace(extension, ""));
}

async function holdsAny(path: string, texts: readonly Buffer[]): Promise<boolean> {
  if (texts.length === 0) return false;
  const bytes = await readFile(path);
  return texts.some((text) => bytes.includes(text));
}
