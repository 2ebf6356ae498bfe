import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type JournalLine, parseLine } from "./manifest.ts";
import { replaceFiles, syncAll } from "./replace-files.ts";
import { sha256 } from "./sha256.ts";

/*
 * `manifest.journal` in FEEDS_DIR: what changed since manifest.json was written, so that a change need not write all of
 * it. Its first line names the manifest that it belongs to. Each line begins with a checksum: where the disk was full or
 * the power failed it may be torn, and the next begins on a line of its own.
 */

const journalFile = (folder: string) => join(folder, "manifest.journal");

/** Adds a line. Several threads may do so at the same time. @param durably so that it survives a power failure */
export async function appendLine(folder: string, line: JournalLine, { durably }: { durably: boolean }): Promise<void> {
  const handle = await open(journalFile(folder), "a", 0o644);
  try {
    await handle.write(serializeLine(line));
    if (durably) await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** An empty journal that belongs to a manifest. @param name as the manifest names it */
export async function startJournal(folder: string, name: string): Promise<void> {
  await replaceFiles([{ file: journalFile(folder), body: Buffer.from(name) }]);
  await syncAll([journalFile(folder)]);
}

/** Its size in bytes, 0 when there is none. */
export async function journalSizeBytes(folder: string): Promise<number> {
  return (await stat(journalFile(folder)).catch(() => undefined))?.size ?? 0;
}

/** @returns the good lines of a manifest's journal; undefined when it belongs to another */
export async function readJournal(folder: string, name: string): Promise<JournalLine[] | undefined> {
  const text = await readFile(journalFile(folder), "utf8").catch(() => "");
  const [first, ...rest] = text.split("\n");
  if (first !== name) return undefined;
  return rest.flatMap((each) => parseChecked(each) ?? []);
}

function serializeLine(line: JournalLine): string {
  const json = JSON.stringify(line);
  return `\n${sha256(Buffer.from(json)).slice(0, 16)} ${json}`;
}

function parseChecked(text: string): JournalLine | undefined {
  const json = text.slice(17);
  return sha256(Buffer.from(json)).startsWith(text.slice(0, 16)) && text.length > 17 ? parseLine(json) : undefined;
}
