import { randomUUID } from "node:crypto";
import { closeSync, futimesSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** The name of a file with new bytes before it replaces the old file. */
export const temporaryName = /\.[0-9a-f-]{36}\.tmp$/;

export type FileReplacement = {
  file: string;
  /** The new bytes; undefined to remove the file. */
  body: Buffer | undefined;
  /** The mtime of the file, in milliseconds since 1970. */
  modified?: number;
  /** Called when the new bytes are written and the file still has its old ones. */
  beforeReplacing?: () => void;
};

/**
 * Replaces files, each atomically: it writes a temporary file and renames it. All new bytes are written before the first
 * file is replaced; `ready` is called between the two. The files stay intact when the process is killed; to survive a
 * power failure, call `syncAll` afterwards. The calls are synchronous because each takes a tenth of a millisecond, less
 * than handing it to another thread.
 */
export async function replaceFiles(
  replacements: readonly FileReplacement[],
  ready?: (written: string[]) => Promise<void>,
): Promise<void> {
  const folders = new Set(replacements.map(({ file }) => dirname(file)));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const written = replacements.map(({ file, body }) => body && `${file}.${randomUUID()}.tmp`);
  try {
    for (const [index, replacement] of replacements.entries()) {
      const name = written[index];
      if (name) writeNew(name, replacement);
    }
    await ready?.(written.filter((name) => name !== undefined));
    for (const [index, { file, beforeReplacing }] of replacements.entries()) {
      const name = written[index];
      beforeReplacing?.();
      if (name) renameSync(name, file);
      else rmSync(file, { force: true });
    }
  } catch (error) {
    for (const name of written) if (name) remove(name);
    throw error;
  }
}

/** Waits until files, and the renames in folders, are on disk. It skips paths that do not exist. */
export async function syncAll(paths: Iterable<string>): Promise<void> {
  await Promise.all(
    Array.from(paths, async (path) => {
      const handle = await open(path, "r").catch(() => undefined);
      if (!handle) return;
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }),
  );
}

function writeNew(name: string, { body = Buffer.alloc(0), modified }: FileReplacement): void {
  const file = openSync(name, "wx", 0o644);
  try {
    writeFileSync(file, body);
    if (modified !== undefined) futimesSync(file, modified / 1000, modified / 1000);
  } finally {
    closeSync(file);
  }
}

/** Removes a file if it can. It never throws, because its caller already handles an error. */
function remove(name: string): void {
  try {
    rmSync(name, { force: true });
  } catch {}
}
