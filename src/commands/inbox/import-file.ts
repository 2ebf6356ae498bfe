import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { AuditLog } from "../../admin/audit-log.ts";
import { recordImport } from "../../admin/import-audit.ts";
import { type ImportCounts, type ImportInPartsDeps, importInParts } from "../../admin/import-in-parts.ts";
import { limits } from "../../article/limits.ts";
import type { ImportOptions, Rejection } from "../../ingest/ingest.ts";
import { inboxActor } from "../../stores/audit.ts";
import { fileVersion, type InboxEntry } from "./list-inbox.ts";

/** How a file's articles fared. `rejections` lists only the first of the rejected ones. */
export type FileImport = ImportCounts & { rejections: Rejection[] };

/** As large as the body of a request may be. */
const maxInboxFileBytes = 64 * 1024 * 1024;

/** The place of the inbox's files, wherever the folder lies. */
const inboxSource = "inbox:";

export type ImportFileOptions = ImportInPartsDeps & {
  importOptions: ImportOptions;
  audit: AuditLog;
  /** Stops the import, at the latest between two parts of the file. */
  signal: AbortSignal;
};

/**
 * Imports the articles of a file into the collection.
 * @returns undefined when the file is no longer the version that was listed
 * @throws system errors when the file cannot be read, and every error that is no fault of the file
 */
export async function importFile(entry: InboxEntry, settings: ImportFileOptions): Promise<FileImport | undefined> {
  const { path, name, version } = entry;
  const { importOptions, audit, signal } = settings;
  let counts: ImportCounts = { created: 0, updated: 0, unchanged: 0, rejected: 0, skipped: 0 };
  const rejections: Rejection[] = [];
  // Somebody may have put a link or a FIFO in the file's place. These flags do not follow the one or wait for the other.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    // The comparison also notices a folder above the file that has become a link.
    if (fileVersion(await file.stat({ bigint: true })) !== version) return undefined;
    const chunks = file.createReadStream({ autoClose: false, signal });
    const input = { name, source: inboxSource, maxBytes: maxInboxFileBytes, by: inboxActor.name };
    for await (const { total, articles } of importInParts(settings, chunks, input, importOptions)) {
      counts = total;
      for (const article of articles) {
        if (article.outcome === "rejected" && rejections.length < limits.rejections) {
          rejections.push({ where: article.where, error: article.error });
        }
      }
      signal.throwIfAborted();
    }
  } finally {
    await file.close();
    await recordImport(audit, inboxActor, name, counts);
  }
  return { ...counts, rejections };
}
