import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** A file in a folder, and what it is known by: its path from there, with slashes. */
export type FolderFile = { path: string; name: string };

export type FolderOptions = {
  /** Names of files and folders that are left out, beside the hidden ones. */
  exclude?: readonly string[];
  /** Told of a subfolder that cannot be read, instead of ending everything. */
  onUnreadable?: ((folder: string, error: unknown) => void) | undefined;
  /** Told of symbolic links, sockets and the like, which are neither files nor folders. */
  onSpecialFile?: ((path: string) => void) | undefined;
};

/**
 * The files in a folder and its subfolders, in the order of their paths. What begins with a dot is left out; symbolic
 * links, sockets and the like are no files.
 */
export async function listFiles(
  folder: string,
  { exclude: except = [], onUnreadable, onSpecialFile: onOther }: FolderOptions = {},
) {
  const files: FolderFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (name.startsWith(".") || except.includes(name)) continue;
    const path = join(folder, name);
    if (entry.isFile()) files.push({ path, name });
    else if (!entry.isDirectory()) onOther?.(path);
    if (!entry.isDirectory()) continue;
    const within = listFiles(path, { onUnreadable, onSpecialFile: onOther }).catch((error: unknown) => {
      if (!onUnreadable) throw error;
      onUnreadable(path, error);
      return [];
    });
    for (const file of await within) files.push({ path: file.path, name: `${name}/${file.name}` });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
