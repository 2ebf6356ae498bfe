import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** A file in a folder. `name` is its path from that folder, with slashes. */
export type FolderFile = { path: string; name: string };

export type FolderOptions = {
  /** Names of files and folders to leave out. Hidden ones are always left out. */
  exclude?: readonly string[];
  /** Called for a subfolder that cannot be read. Without it, the error is thrown. */
  onUnreadable?: ((folder: string, error: unknown) => void) | undefined;
  /** Called for symbolic links, sockets and the like, which are neither files nor folders. */
  onSpecialFile?: ((path: string) => void) | undefined;
};

/**
 * Lists the files in a folder and its subfolders, in the order of their paths. Names that begin with a dot are left
 * out.
 */
export async function listFiles(folder: string, options: FolderOptions = {}): Promise<FolderFile[]> {
  const { exclude = [], onUnreadable, onSpecialFile } = options;
  const files: FolderFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (name.startsWith(".") || exclude.includes(name)) continue;
    const path = join(folder, name);
    if (entry.isFile()) files.push({ path, name });
    else if (!entry.isDirectory()) onSpecialFile?.(path);
    if (!entry.isDirectory()) continue;
    const filesWithin = await listFiles(path, { onUnreadable, onSpecialFile }).catch((error: unknown) => {
      if (!onUnreadable) throw error;
      onUnreadable(path, error);
      return [];
    });
    for (const file of filesWithin) files.push({ path: file.path, name: `${name}/${file.name}` });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
