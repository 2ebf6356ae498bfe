import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { type ImportCounts, importParts } from "../../admin/import-parts.ts";
import { limits } from "../../article/limits.ts";
import type { Collection } from "../../collection/collection.ts";
import type { ImportOptions, Rejection } from "../../ingest/ingest.ts";
import { type Found, stateIn } from "./list-inbox.ts";

/** What became of a file's articles. Of the rejected ones the first are listed. */
export type Taken = ImportCounts & { rejections: Rejection[] };

/** Bytes, as many as a request may have. */
const longest = 64 * 1024 * 1024;

export type TakeOptions = {
  collection: Pick<Collection, "put" | "remember">;
  options: ImportOptions;
  /** Called after each change of the collection. */
  changed: () => void;
  /** Ends it, at the latest between two parts. */
  signal: AbortSignal;
};

/**
 * Takes the articles of a file into the collection.
 * @returns undefined when another file stands there by now
 * @throws what the file system says where the file cannot be read, and whatever is no fault of the file
 */
export async function takeFile({ path, name, state }: Found, settings: TakeOptions): Promise<Taken | undefined> {
  const { collection, options, changed, signal } = settings;
  const taken: Taken = { created: 0, updated: 0, unchanged: 0, rejected: 0, skipped: 0, rejections: [] };
  // What stands there may have become a link or a FIFO meanwhile: it is neither followed nor waited for.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    // Nor is a folder above it that has become a link.
    if (stateIn(await file.stat({ bigint: true })) !== state) return undefined;
    const chunks = file.createReadStream({ autoClose: false, signal });
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
