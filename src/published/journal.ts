import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { type JournalLine, parseLine } from "./manifest.ts";
import { replaceFiles, syncAll } from "./replace-files.ts";
import { sha256 } from "./sha256.ts";

/*
 * `manifest.journal` in FEEDS_DIR lists the changes since manifest.json was written, so that a change need not write the
 * whole manifest. Its first line names the manifest that it belongs to. Each further line begins with a checksum, because
 * a full disk or a power failure can cut a line short; the next line then begins on a new line.
 */

/** Returns the path of the journal. */
export const journalFile = (folder: string) => join(folder, "manifest.journal");

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
  return (await readJournalFrom(folder, name, 0))?.lines;
}

/**
 * Reads the lines of a manifest's journal that begin at an offset. The last line may not be whole yet: then a later call
 * reads it.
 * @param offset in bytes; 0 at first, then the `end` of the call before
 * @returns undefined when the journal belongs to another manifest, or is shorter than the offset
 */
export async function readJournalFrom(
  folder: string,
  name: string,
  offset: number,
): Promise<{ lines: JournalLine[]; end: number } | undefined> {
  const begin = Buffer.byteLength(name);
  const bytes = await readFrom(journalFile(folder), offset);
  if (!bytes || (offset === 0 && bytes.toString("utf8", 0, begin) !== name)) return undefined;
  const texts = bytes.toString("utf8", offset === 0 ? begin : 0).split("\n");
  const parsed = texts.map(parseChecked);
  // A line that is cut off is passed over once another line follows it.
  const isLastWhole = parsed.at(-1) !== undefined || texts.at(-1) === "";
  const unreadBytes = isLastWhole ? 0 : Buffer.byteLength(texts.at(-1) ?? "") + 1;
  return {
    lines: parsed.filter((line) => line !== undefined),
    end: Math.max(begin, offset + bytes.length - unreadBytes),
  };
}

/** @returns the bytes of a file from an offset on; undefined when there is no such file, or it is shorter */
async function readFrom(file: string, offset: number): Promise<Buffer | undefined> {
  const handle = await open(file, "r").catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    if (size < offset) return undefined;
    const bytes = Buffer.alloc(size - offset);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function serializeLine(line: JournalLine): string {
  const json = JSON.stringify(line);
  return `\n${sha256(Buffer.from(json)).slice(0, 16)} ${json}`;
}

function parseChecked(text: string): JournalLine | undefined {
  const json = text.slice(17);
  return sha256(Buffer.from(json)).startsWith(text.slice(0, 16)) && text.length > 17 ? parseLine(json) : undefined;
}
