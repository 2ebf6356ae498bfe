import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { type ImportCounts, importParts } from "../../admin/import-parts.ts";
import { limits } from "../../article/limits.ts";
import type { Collection } from "../../collection/collection.ts";
import type { ImportOptions, Rejection } from "../../ingest/ingest.ts";
import type { FolderFile } from "../folder-files.ts";

/** What became of a file's articles. Of the rejected ones the first are listed. */
export type Taken = ImportCounts & { rejections: Rejection[] };

/** Bytes, as many as a request may have. */
const longest = 64 * 1024 * 1024;

export type TakeOptions = {
  collection: Pick<Collection, "put" | "remember">;
  options: ImportOptions;
  /** Called after each change of the collection. */
  changed: () => void;
  /** Ends it between two parts. */
  signal: AbortSignal;
};

/**
 * Takes the articles of a file into the collection.
 * @throws what the file system says where the file cannot be read, and whatever is no fault of the file
 */
export async function takeFile({ path, name }: FolderFile, settings: TakeOptions): Promise<Taken> {
  const { collection, options, changed, signal } = settings;
  const taken: Taken = { created: 0, updated: 0, unchanged: 0, rejected: 0, skipped: 0, rejections: [] };
  // What stands there may have become a link or a FIFO meanwhile: it is neither followed nor waited for.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const chunks = file.createReadStream({ autoClose: false });
    for await (const { total, articles, ...part } of importParts(collection, chunks, { name, longest }, options)) {
      Object.assign(taken, total);
      if (part.created + part.updated > 0) changed();
      for (const article of articles) {
        if (article.outcome === "rejected" && taken.rejections.length < limits.rejections) {
          taken.rejections.push({ where: article.where, error: article.error });
        }
      }
      signal.throwIfAborted();
    }
  } finally {
    await file.close();
  }
  return taken;
}

/** What a file looks like: the same for as long as nobody writes to it, renames it or puts another in its place. */
export async function stateOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return undefined;
  }
}
