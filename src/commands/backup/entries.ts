import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../config/schema.ts";
import { pathOfList } from "../../config/subscriptions.ts";
import { journalFile } from "../../published/journal.ts";
import { manifestFile } from "../../published/load.ts";
import { followDeletions, listMediaIn } from "../../stores/sqlite/backup.ts";
import { describeMissingMedia } from "../../uploads/put-in-order.ts";
import { collectionPlace } from "../workspace/collection-file.ts";
import { listUploads } from "../workspace/moved-media.ts";
import type { ArchiveEntry } from "./archive.ts";
import { backupNames, describeBackup, formatSums, hashChunks, nameOfList, nameOfMedia } from "./contents.ts";

const chunkBytes = 1024 * 1024;

/** The content of a small file, which is read at once. */
export type SmallFile = { name: string; content: Buffer; modified: number };

/**
 * Reads the small files of a backup: the configuration with its lists of feeds, the admin token of DATA_DIR, and the record
 * of what is published. Read them before the collection: a record that is older than the collection is completed by the
 * first run after a restore.
 */
export async function readSmallFiles({ environment, subscriptions }: Config): Promise<SmallFile[]> {
  const { configFile, dataDir, feedsDir } = environment;
  const files: [name: string, path: string][] = [
    [backupNames.configuration, configFile],
    ...subscriptions.map(({ file }, index): [string, string] => [nameOfList(index), pathOfList(configFile, file)]),
    [backupNames.adminToken, join(dataDir, "admin-token")],
    // The journal comes first: a manifest that was written meanwhile holds all that was in the journal.
    [backupNames.journal, journalFile(feedsDir)],
    [backupNames.manifest, join(feedsDir, manifestFile)],
  ];
  const found: SmallFile[] = [];
  for (const [name, path] of files) {
    const stats = await stat(path).catch(() => undefined);
    const content = await readFile(path).catch(() => undefined);
    if (stats && content) found.push({ name, content, modified: stats.mtimeMs });
  }
  return found;
}

/** The parts of a backup, as they were read. `copy`: the path of the copy of the collection. */
export type BackupSources = { config: Config; smallFiles: readonly SmallFile[]; copy: string; now: number };

/**
 * Returns the files of a backup one after another. Media come before the collection: a file that is deleted before it is
 * read is then deleted in the copy of the collection, too.
 * @param onProblem receives one sentence about each uploaded file whose bytes are missing or damaged
 */
export async function* backupEntries(
  { config, smallFiles, copy, now }: BackupSources,
  onProblem: (problem: string) => void,
): AsyncGenerator<ArchiveEntry> {
  const sums = new Map<string, string>();

  async function* withHash(entry: ArchiveEntry): AsyncGenerator<ArchiveEntry> {
    const hash = createHash("sha256");
    yield { ...entry, content: hashChunks(entry.content, (chunk) => hash.update(chunk)) };
    sums.set(entry.name, hash.digest("hex"));
  }

  const { baseUrl, dataDir } = config.environment;
  const about = Buffer.from(describeBackup(new Date(now), baseUrl));
  const texts = [{ name: backupNames.about, content: about, modified: now }, ...smallFiles];
  for (const { name, content, modified } of texts) {
    yield* withHash({ name, bytes: content.length, modified, content: [content] });
  }

  const listPresent = async () =>
    new Set((await listUploads(collectionPlace(config.environment))).map(({ hash }) => hash));
  const folder = join(dataDir, "media");
  const missing: string[] = [];
  for (const { hash, bytes } of await listMediaIn(copy)) {
    const entry = await openMediaEntry(folder, { hash, bytes });
    if (entry) yield* withHash(entry);
    if (!entry || sums.get(entry.name) !== hash) missing.push(hash);
  }
  const lost =
    missing.length === 0 ? [] : await followDeletions(copy, { present: await listPresent(), hashes: missing, now });
  for (const hash of lost) onProblem(describeMissingMedia(join(folder, hash)));

  const { size } = await stat(copy);
  const content = createReadStream(copy, { highWaterMark: chunkBytes });
  yield* withHash({ name: backupNames.collection, bytes: size, modified: now, content });

  const list = Buffer.from(formatSums(sums));
  yield { name: backupNames.sums, bytes: list.length, modified: now, content: [list] };
}

/** Opens an uploaded file. @returns undefined if it is missing, or has another length */
async function openMediaEntry(
  folder: string,
  { hash, bytes }: { hash: string; bytes: number },
): Promise<ArchiveEntry | undefined> {
  const handle = await open(join(folder, hash)).catch(() => undefined);
  if (!handle) return undefined;
  const stats = await handle.stat();
  if (stats.isFile() && stats.size === bytes) {
    // The stream closes the file. A file that is deleted from now on stays readable until then.
    const content = handle.createReadStream({ highWaterMark: chunkBytes });
    return { name: nameOfMedia(hash), bytes, modified: stats.mtimeMs, content };
  }
  await handle.close();
  return undefined;
}
