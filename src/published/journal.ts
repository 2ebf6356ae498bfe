import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type JournalLine, parseLine } from "./manifest.ts";
import { replaceFiles, syncAll } from "./replace-files.ts";
import { sha256 } from "./sha256.ts";

/*
 * `manifest.journal` in FEEDS_DIR lists the changes since manifest.json was written, so that a change need not write the
 * whole manifest. Its first line names the manifest that it belongs to. Each further line begins with a checksum, because
 * a full disk or a power failure can cut a line short; the next line then begins on a new line.
 */

const journalFile = (folder: string) => join(folder, "manifest.journal");

/** Appends a line. Several threads may append at the same time. @param durably whether to wait until it is on disk */
export async function appendLine(folder: string, line: JournalLine, { durably }: { durably: boolean }): Promise<void> {
  const handle = await open(journalFile(folder), "a", 0o644);
  try {
    await handle.write(serializeLine(line));
    if (durably) await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Replaces the journal by an empty one. @param name the name that the manifest gives its journal */
export async function startJournal(folder: string, name: string): Promise<void> {
  await replaceFiles([{ file: journalFile(folder), body: Buffer.from(name) }]);
  await syncAll([journalFile(folder)]);
}

/** Returns the size of the journal, 0 when there is none. */
export async function journalSizeBytes(folder: string): Promise<number> {
  return (await stat(journalFile(folder)).catch(() => undefined))?.size ?? 0;
}

/** @returns the intact lines of a manifest's journal; undefined when the journal belongs to another manifest */
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
