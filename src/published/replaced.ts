import { copyFileSync, linkSync, mkdirSync } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";

/*
 * Bytes that were published stay in FEEDS_DIR/.replaced under their SHA-256 after another state took their file. Readers
 * that follow the manifest a moment later than it is written still find them there.
 */

const folderName = ".replaced";

/** Keeps the bytes of a file, before the file is replaced or removed. A file that does not exist has none. */
export function keepReplaced(folder: string, file: string, hash: string): void {
  const kept = replacedFile(folder, hash);
  try {
    linkOrCopy(join(folder, file), kept);
  } catch (error) {
    if (!isMissing(error)) throw error;
    mkdirSync(join(folder, folderName), { recursive: true });
    try {
      linkOrCopy(join(folder, file), kept);
    } catch (again) {
      if (!isMissing(again)) throw again;
    }
  }
}

/** A file system without hard links gets a copy. */
function linkOrCopy(file: string, kept: string): void {
  try {
    linkSync(file, kept);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return;
    if (code === "ENOENT") throw error;
    copyFileSync(file, kept);
  }
}

/** Returns the file of bytes that were replaced. */
export function replacedFile(folder: string, hash: string): string {
  return join(folder, folderName, hash);
}

/** Returns the SHA-256 of all bytes that are kept. */
export async function listReplaced(folder: string): Promise<string[]> {
  return readdir(join(folder, folderName)).catch(() => []);
}

/** Removes bytes by their SHA-256. Bytes that are not there are no error. */
export async function removeReplaced(folder: string, hashes: Iterable<string>): Promise<void> {
  for (const hash of hashes) await rm(replacedFile(folder, hash), { force: true });
  // The folder itself goes when it is empty.
  await rmdir(join(folder, folderName)).catch(() => undefined);
}

const isMissing = (error: unknown) => codeOf(error) === "ENOENT";

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
