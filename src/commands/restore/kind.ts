import { open } from "node:fs/promises";
import { CourantError, messageOf } from "../../errors.ts";
import { isArchive } from "../backup/archive.ts";

/** A backup is an archive of everything, or a collection alone, as earlier versions of Courant made it. */
export type BackupKind = "archive" | "collection";

/**
 * Tells from its beginning what a file is.
 * @throws INPUT_UNREADABLE, BACKUP_UNUSABLE
 */
export async function readKind(file: string): Promise<BackupKind> {
  const begin = Buffer.alloc(512);
  try {
    const handle = await open(file, "r");
    await handle.read(begin, 0, begin.length, 0).finally(() => handle.close());
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const reason = isMissing ? "there is no such file" : messageOf(error);
    throw new CourantError("INPUT_UNREADABLE", `${file} cannot be restored: ${reason}.`, { cause: error });
  }
  // https://www.sqlite.org/fileformat.html#magic_header_string
  if (begin.toString("latin1", 0, 16) === "SQLite format 3\0") return "collection";
  if (isArchive(begin)) return "archive";
  throw backupUnusable(file, "is not a backup of Courant");
}

/** @param reason continues a sentence that begins with the name of the file */
export function backupUnusable(file: string, reason: string): CourantError {
  return new CourantError("BACKUP_UNUSABLE", `${file} ${reason}. Nothing was changed. Try another backup.`);
}
