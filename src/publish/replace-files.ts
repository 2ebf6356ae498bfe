import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** What a file's new bytes are called until they take its place. */
export const temporary = /\.[0-9a-f-]{36}\.tmp$/;

/**
 * A file to be replaced; `body` undefined: removed. `modified`: its mtime, milliseconds since 1970. `isSpare`: it need
 * not be on disk when the power fails, because others notice and make it again.
 */
export type Replacement = { file: string; body: Buffer | undefined; modified?: number; isSpare?: boolean };

/**
 * Replaces files, each atomically: temporary name, fsync, rename. All new bytes are written before the first file is
 * replaced; what `ready` does happens between. The renames are on disk once their folders are: `syncFolders`.
 */
export async function replaceFiles(replacements: readonly Replacement[], ready?: () => Promise<void>): Promise<void> {
  const folders = new Set(replacements.map(({ file }) => dirname(file)));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  const written = replacements.map(({ file, body }) => body && `${file}.${randomUUID()}.tmp`);
  try {
    await Promise.all(
      replacements.map(async (replacement, index) => {
        const name = written[index];
        if (name) await writeNew(name, replacement);
      }),
    );
    await ready?.();
    for (const [index, { file }] of replacements.entries()) {
      const name = written[index];
      if (name) await rename(name, file);
      else await rm(file, { force: true });
    }
  } catch (error) {
    await Promise.all(written.map((name) => name && rm(name, { force: true }).catch(() => undefined)));
    throw error;
  }
}

/** Makes sure that what was renamed in folders is so after a power failure. */
export async function syncFolders(folders: Iterable<string>): Promise<void> {
  for (const folder of folders) {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

async function writeNew(name: string, { body = Buffer.alloc(0), modified, isSpare }: Replacement): Promise<void> {
  const handle = await open(name, "wx", 0o644);
  try {
    await handle.writeFile(body);
    if (modified !== undefined) await handle.utimes(modified / 1000, modified / 1000);
    if (!isSpare) await handle.sync();
  } finally {
    await handle.close();
  }
}
