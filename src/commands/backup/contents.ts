import { createHash } from "node:crypto";
import { type ArchiveEntry, BrokenArchive, readArchive } from "./archive.ts";

/*
 * The files in a backup. `backup.json` comes first and `SHA256SUMS` last, which `sha256sum -c` checks after `tar -xf`.
 */

/** The form of backups that this Courant writes, and the newest that it reads. */
const backupVersion = 1;

/** The names of the files in a backup; those of media and of lists of feeds have more after them. */
export const backupNames = {
  about: "backup.json",
  collection: "collection.sqlite",
  configuration: "configuration/courant.yaml",
  adminToken: "admin-token",
  manifest: "published/manifest.json",
  journal: "published/manifest.journal",
  sums: "SHA256SUMS",
} as const;

const mediaName = /^media\/([0-9a-f]{64})$/;
const listName = /^configuration\/subscriptions-(\d{1,6})\.opml$/;

/** Returns the name of an uploaded file in a backup. */
export const nameOfMedia = (hash: string) => `media/${hash}`;

/** Returns the SHA-256 that names an uploaded file; undefined for other files. */
export const hashInName = (name: string) => mediaName.exec(name)?.[1];

/** Returns the name of the list of feeds that the configuration names under `subscriptions[index]`. */
export const nameOfList = (index: number) => `configuration/subscriptions-${index}.opml`;

/** The description of a backup, in itself. `made`: RFC 3339; `baseUrl`: the public address in the published documents. */
export type AboutBackup = { version: number; made: string; baseUrl: string };

/** Returns the text of `backup.json`. */
export function describeBackup(made: Date, baseUrl: string): string {
  const about: AboutBackup = { version: backupVersion, made: made.toISOString(), baseUrl };
  return `${JSON.stringify(about, null, 2)}\n`;
}

/** A backup cannot be used. The message says why, and the name of the file can stand before it. */
export class UnusableBackup extends Error {}

/** A backup as it was read: the hash of each file by its name, the list of hashes apart. */
export type ReadBackup = { about: AboutBackup; sums: ReadonlyMap<string, string> };

/** Millions of media files have a shorter list. */
const maxTextBytes = 256 * 1024 * 1024;

/**
 * Reads a whole backup and compares each file with its hash.
 * @param onFile receives each file but `backup.json` and the list of hashes, and reads its content to the end
 * @throws UnusableBackup, after `onFile` was called for some of the files; the errors of `onFile`
 */
export async function readBackup(file: string, onFile: (entry: ArchiveEntry) => Promise<void>): Promise<ReadBackup> {
  const sums = new Map<string, string>();
  let about: AboutBackup | undefined;
  let expected: ReadonlyMap<string, string> | undefined;

  async function readEntry(entry: ArchiveEntry): Promise<undefined> {
    const { name } = entry;
    if (!isBackupName(name)) throw new UnusableBackup(`is not a backup of Courant: it contains ${name}`);
    if (sums.has(name) || (name === backupNames.sums && expected)) throw new UnusableBackup(`contains ${name} twice`);
    if (name === backupNames.sums) expected = parseSums(await readText(entry));
    else {
      const hash = createHash("sha256");
      const hashed = { ...entry, content: hashChunks(entry.content, (chunk) => hash.update(chunk)) };
      if (name === backupNames.about) about = parseAbout(await readText(hashed));
      else await onFile(hashed);
      sums.set(name, hash.digest("hex"));
    }
  }

  await readArchive(file, readEntry).catch(throwUnusable);
  if (!about || !expected) throw new UnusableBackup("is not complete: its end is missing");
  for (const name of new Set([...sums.keys(), ...expected.keys()])) {
    if (sums.get(name) !== expected.get(name)) throw new UnusableBackup(`is damaged: ${name} is not as it was written`);
  }
  if (!sums.has(backupNames.collection)) throw new UnusableBackup("is not complete: it contains no collection");
  return { about, sums };
}

/** @returns the text of the configuration in a backup; undefined if it holds none @throws UnusableBackup */
export async function readConfiguration(file: string): Promise<string | undefined> {
  let text: string | undefined;
  await readArchive(file, async (entry) => {
    if (entry.name === backupNames.configuration) {
      text = await readText(entry);
      return "stop";
    }
    for await (const _chunk of entry.content);
    return undefined;
  }).catch(throwUnusable);
  return text;
}

/** Returns the text of the list of hashes, in the format of sha256sum. */
export function formatSums(sums: ReadonlyMap<string, string>): string {
  return [...sums].map(([name, hash]) => `${hash}  ${name}\n`).join("");
}

function throwUnusable(error: unknown): never {
  throw error instanceof BrokenArchive ? new UnusableBackup(`is damaged: ${error.message}`) : error;
}

function parseSums(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line): [string, string] => [line.slice(66), line.slice(0, 64)]));
}

function parseAbout(text: string): AboutBackup {
  const about = parseJson(text) as Partial<AboutBackup> | undefined;
  const { version, made = "", baseUrl = "" } = about ?? {};
  if (!Number.isInteger(version)) throw new UnusableBackup(`is damaged: ${backupNames.about} has no version`);
  if (Number(version) > backupVersion) {
    throw new UnusableBackup(
      `was written by a newer Courant: it has form ${version}, and this Courant knows forms up to ${backupVersion}`,
    );
  }
  return { version: Number(version), made: String(made), baseUrl: String(baseUrl) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isBackupName(name: string): boolean {
  return (Object.values(backupNames) as string[]).includes(name) || mediaName.test(name) || listName.test(name);
}

/** Passes chunks on, each also to `update`. */
export async function* hashChunks(content: ArchiveEntry["content"], update: (chunk: Uint8Array) => unknown) {
  for await (const chunk of content) {
    update(chunk);
    yield chunk;
  }
}

async function readText({ name, bytes, content }: ArchiveEntry): Promise<string> {
  if (bytes > maxTextBytes) throw new UnusableBackup(`is damaged: ${name} has ${bytes} bytes`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
