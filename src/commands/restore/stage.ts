import { createHash } from "node:crypto";
import { chmod, constants, copyFile, mkdir, open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ArchiveEntry } from "../backup/archive.ts";
import { type AboutBackup, backupNames, hashChunks, hashInName, readBackup } from "../backup/contents.ts";
import { logSuffixes, stagedNames } from "./swap.ts";

/** A backup whose files are in the folder of a restore. `media`: the number of its uploaded files. */
export type StagedBackup = { about: AboutBackup | undefined; media: number; problems: string[] };

/**
 * Writes the files of a backup to the folder of a restore, and compares all hashes. The files are on disk then.
 * @param onBytes receives the length of each chunk that was written
 * @throws UnusableBackup
 */
export async function stageArchive(
  file: string,
  folder: string,
  onBytes: (bytes: number) => void,
): Promise<StagedBackup> {
  const problems: string[] = [];
  let media = 0;
  await mkdir(folder, { mode: 0o700 });
  const { about } = await readBackup(file, async (entry) => {
    const path = join(folder, entry.name);
    const hash = await writeEntry(path, entry, onBytes);
    const expected = hashInName(entry.name);
    if (expected === undefined) return;
    if (hash === expected) media += 1;
    else {
      await rm(path);
      problems.push(`${entry.name}: the bytes of this uploaded file were damaged before the backup was made`);
    }
  });
  return { about, media, problems };
}

/** Copies a collection, with any log beside it, to the folder of a restore: a backup of an earlier Courant. */
export async function stageCollection(file: string, folder: string): Promise<StagedBackup> {
  await mkdir(folder, { mode: 0o700 });
  const copy = join(folder, stagedNames.collection);
  for (const suffix of ["", ...logSuffixes]) {
    if (suffix !== "" && !(await isThere(file + suffix))) continue;
    await copyFile(file + suffix, copy + suffix, constants.COPYFILE_FICLONE);
    await chmod(copy + suffix, 0o600);
  }
  return { about: undefined, media: 0, problems: [] };
}

/** @returns the SHA-256 of the file, which is on disk */
async function writeEntry(
  path: string,
  { name, modified, content }: ArchiveEntry,
  onBytes: (bytes: number) => void,
): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash("sha256");
  const handle = await open(path, "wx", modeOf(name));
  try {
    for await (const chunk of hashChunks(content, (each) => hash.update(each))) {
      await handle.writeFile(chunk);
      onBytes(chunk.length);
    }
    await handle.utimes(modified / 1000, modified / 1000);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest("hex");
}

/** The collection and the token are for their owner only. The other files get the mode that they have where they are made. */
function modeOf(name: string): number {
  const isSecret = name === backupNames.collection || name === backupNames.adminToken;
  return isSecret ? 0o600 : 0o644;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
