import { lstat } from "node:fs/promises";
import { messageOf } from "../../errors.ts";
import { listFiles } from "../import/folder-files.ts";
import { errorSuffix } from "./move-file.ts";

/**
 * A file in the inbox; or, with a `fault`, a file or folder that cannot be looked at, and why.
 * `name` is the path from the inbox, with slashes. `version` changes when somebody writes to the file.
 */
export type InboxEntry = { name: string; path: string; version: string; fault?: { message: string; reason?: string } };

/**
 * Matches names that programs give to files and folders they are still writing: browsers, file copiers, sync and download
 * tools, editors, and the safe saving of macOS. Hidden names need no pattern: they are left out anyway.
 */
const unfinishedName =
  /\.(?:part|partial|filepart|tmp|temp|crdownload|download|opdownload|aria2|!ut|!qb|sw[a-p]|sb-[^.]+)$|~$|^~\$|^#.*#$/i;

/** Lists what the inbox has to handle, in the order of the names. Hidden and unfinished files and links are left out. */
export async function listInbox(folder: string): Promise<InboxEntry[]> {
  const unreadable: InboxEntry[] = [];
  const files = await listFiles(folder, {
    exclude: ["done", "failed"],
    onUnreadable(path, error) {
      const fault = { message: "a folder in the inbox cannot be read", reason: messageOf(error) };
      unreadable.push({ name: path, path, version: fault.reason, fault });
    },
  });
  const entries: InboxEntry[] = [];
  for (const { name, path } of files) {
    if (name.endsWith(errorSuffix) || name.split("/").some((part) => unfinishedName.test(part))) continue;
    const version = await readFileVersion(path);
    if (version !== undefined) entries.push({ name, path, version });
    else if (name.includes("\uFFFD")) {
      const fault = { message: "a file's name in the inbox is not UTF-8: rename it" };
      entries.push({ name, path, version: "", fault });
    }
  }
  return [...unreadable, ...entries];
}

type FileStats = { ino: bigint; size: bigint; mtimeNs: bigint; ctimeNs: bigint };

/** @returns the version of the file at a path, or undefined if there is none; links are not followed */
export async function readFileVersion(path: string): Promise<string | undefined> {
  return lstat(path, { bigint: true }).then(fileVersion, () => undefined);
}

/**
 * The version of a file. It stays the same as long as nobody writes to the file, renames it or puts another in its place.
 * The device number is left out, because it may change with a restart.
 */
export function fileVersion({ ino, size, mtimeNs, ctimeNs }: FileStats): string {
  return [ino, size, mtimeNs, ctimeNs].join(" ");
}
