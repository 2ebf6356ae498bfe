import { randomUUID } from "node:crypto";
import { closeSync, futimesSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** What a file's new bytes are called until they take its place. */
export const temporaryName = /\.[0-9a-f-]{36}\.tmp$/;

/** A file to be replaced; `body` undefined: removed. `modified`: its mtime, milliseconds since 1970. */
export type Replacement = { file: string; body: Buffer | undefined; modified?: number };

/**
 * Replaces files, each atomically: temporary name, rename. All new bytes are written before the first file is replaced;
 * what `ready` does happens between. Whether a process is killed meanwhile makes no difference; that a power failure
 * makes none is for `syncAll` to see to, afterwards. Nothing here waits for a disk, and a call takes a tenth of a
 * millisecond: that is less than it costs to have others make it.
 */
export async function replaceFiles(
  replacements: readonly Replacement[],
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
    for (const [index, { file }] of replacements.entries()) {
      const name = written[index];
      if (name) renameSync(name, file);
      else rmSync(file, { force: true });
    }
  } catch (error) {
    for (const name of written) if (name) remove(name);
    throw error;
  }
}

/** Makes sure that files are on disk, or of folders what was renamed in them. What is not there is left out. */
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

function writeNew(name: string, { body = Buffer.alloc(0), modified }: Replacement): void {
  const file = openSync(name, "wx", 0o644);
  try {
    writeFileSync(file, body);
    if (modified !== undefined) futimesSync(file, modified / 1000, modified / 1000);
  } finally {
    closeSync(file);
  }
}

/** What cannot be removed is left: it was an error that brought us here. */
function remove(name: string): void {
  try {
    rmSync(name, { force: true });
  } catch {}
}
