import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Line, parseLine } from "./manifest.ts";
import { replaceFiles, syncAll } from "./replace-files.ts";
import { sha256 } from "./sha256.ts";

/*
 * `manifest.journal` in FEEDS_DIR: what changed since manifest.json was written, so that a change need not write all of
 * it. Its first line names the manifest that it belongs to. Each line begins with a checksum: where the disk was full or
 * the power failed it may be torn, and the next begins on a line of its own.
 */

const fileOf = (folder: string) => join(folder, "manifest.journal");

/** Adds a line. Several threads may do so at the same time. @param durably so that it survives a power failure */
export async function appendLine(folder: string, line: Line, { durably }: { durably: boolean }): Promise<void> {
  const handle = await open(fileOf(folder), "a", 0o644);
  try {
    await handle.write(toText(line));
    if (durably) await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** An empty journal that belongs to a manifest. @param name as the manifest names it */
export async function startJournal(folder: string, name: string): Promise<void> {
  await replaceFiles([{ file: fileOf(folder), body: Buffer.from(name) }]);
  await syncAll([fileOf(folder)]);
}

/** Its size in bytes, 0 when there is none. */
export async function journalBytes(folder: string): Promise<number> {
  return (await stat(fileOf(folder)).catch(() => undefined))?.size ?? 0;
}

/** @returns the good lines of a manifest's journal; undefined when it belongs to another */
export async function readJournal(folder: string, name: string): Promise<Line[] | undefined> {
  const text = await readFile(fileOf(folder), "utf8").catch(() => "");
  const [first, ...rest] = text.split("\n");
  if (first !== name) return undefined;
  return rest.flatMap((each) => fromText(each) ?? []);
}

function toText(line: Line): string {
  const json = JSON.stringify(line);
  return `\n${sha256(Buffer.from(json)).slice(0, 16)} ${json}`;
}

function fromText(text: string): Line | undefined {
  const json = text.slice(17);
  return sha256(Buffer.from(json)).startsWith(text.slice(0, 16)) && text.length > 17 ? parseLine(json) : undefined;
}
