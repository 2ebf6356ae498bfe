import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { importArticles } from "../../admin/import.ts";
import { limits } from "../../article/limits.ts";
import type { Collection } from "../../collection/collection.ts";
import { CourantError, type ErrorCode } from "../../errors.ts";
import type { ImportOptions, Rejection } from "../../ingest/ingest.ts";
import type { FolderFile } from "../folder-files.ts";
import { inParts } from "../parts.ts";

/** What became of a file's articles. Of the rejected ones the first are listed. */
export type Taken = {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  rejections: Rejection[];
};

/** Bytes: while a part is read, nobody is answered. */
const partSize = 512 * 1024;
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

/** What is the file's fault, wherever in it. */
const faults: ReadonlySet<ErrorCode> = new Set(["ARTICLE_INVALID", "BODY_TOO_LARGE", "FORMAT_UNKNOWN"]);

/**
 * Takes the articles of a file into the collection.
 * @throws what the file system says where the file cannot be read, and whatever is no fault of the file
 */
export async function takeFile({ path, name }: FolderFile, settings: TakeOptions): Promise<Taken> {
  const { collection, options, changed, signal } = settings;
  const taken: Taken = { created: 0, updated: 0, unchanged: 0, rejected: 0, rejections: [] };
  const list = ({ where, error }: Rejection) => {
    if (taken.rejections.length < limits.rejections) taken.rejections.push({ where, error });
  };
  const reject = (rejection: Rejection) => {
    taken.rejected++;
    list(rejection);
  };
  // What stands there may have become a link or a FIFO meanwhile: it is neither followed nor waited for.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    for await (const part of inParts(file.createReadStream({ autoClose: false }), { name, partSize, longest })) {
      if ("error" in part) {
        reject(part);
        continue;
      }
      const report = await importArticles(collection, part, options);
      taken.created += report.created;
      taken.updated += report.updated;
      taken.unchanged += report.unchanged;
      taken.rejected += report.rejected;
      if (report.created + report.updated > 0) changed();
      for (const article of report.articles) {
        if (article.outcome === "rejected") list(article);
      }
      signal.throwIfAborted();
    }
  } catch (error) {
    if (!(error instanceof CourantError && faults.has(error.code))) throw error;
    reject({ where: name, error: error.toProblem() });
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
