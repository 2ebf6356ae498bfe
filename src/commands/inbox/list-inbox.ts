import { lstat } from "node:fs/promises";
import { messageOf } from "../../errors.ts";
import { filesIn } from "../import/folder-files.ts";
import { errorSuffix } from "./move-file.ts";

/** Something that stands in the inbox, or why it cannot be looked at. `name`: its path from there, with slashes. */
export type Found = { name: string; path: string; state: string; fault?: { message: string; reason?: string } };

/**
 * How programs name files and folders that they have not written to their end: browsers, programs that copy, share or
 * mirror files, editors, and the safe saving of macOS. Programs that use hidden names are left alone as it is.
 */
const unfinished =
  /\.(?:part|partial|filepart|tmp|temp|crdownload|download|opdownload|aria2|!ut|!qb|sw[a-p]|sb-[^.]+)$|~$|^~\$|^#.*#$/i;

/** What is to be taken from the inbox, in the order of the names; not what is hidden, unfinished or no file. */
export async function survey(folder: string): Promise<Found[]> {
  const unreadable: Found[] = [];
  const files = await filesIn(folder, {
    except: ["done", "failed"],
    onUnreadable(path, error) {
      const fault = { message: "a folder in the inbox cannot be read", reason: messageOf(error) };
      unreadable.push({ name: path, path, state: fault.reason, fault });
    },
  });
  const found: Found[] = [];
  for (const { name, path } of files) {
    if (name.endsWith(errorSuffix) || name.split("/").some((part) => unfinished.test(part))) continue;
    const state = await stateOf(path);
    if (state !== undefined) found.push({ name, path, state });
    else if (name.includes("\uFFFD")) {
      found.push({ name, path, state: "", fault: { message: "a file's name in the inbox is not UTF-8: rename it" } });
    }
  }
  return [...unreadable, ...found];
}

type Stats = { ino: bigint; size: bigint; mtimeNs: bigint; ctimeNs: bigint };

/** What the file at a path looks like; undefined where there is none. Links are not followed. */
export async function stateOf(path: string): Promise<string | undefined> {
  return lstat(path, { bigint: true }).then(stateIn, () => undefined);
}

/**
 * What a file looks like: the same for as long as nobody writes to it, renames it or puts another in its place. The
 * number of its device is left out, since it may be another one after a restart.
 */
export function stateIn({ ino, size, mtimeNs, ctimeNs }: Stats): string {
  return [ino, size, mtimeNs, ctimeNs].join(" ");
}
