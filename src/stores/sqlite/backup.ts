import { statSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import { type ArchiveChain, emptyArchiveChain } from "../../channel/archives.ts";
import { messageOf } from "../../errors.ts";
import { openMediaFiles } from "../sql/media-files.ts";
import { findDamage, isDamage } from "./damage.ts";
import { createSqliteEngine } from "./engine.ts";
import { migrate, migrations, versionOf } from "./migrations.ts";
import { transaction } from "./transaction.ts";

/** Pages of the database that are copied between two reports of progress. */
const pagesPerStep = 1000;

/**
 * Copies a collection as it is at one moment, also while others write to it.
 * @param target a file that is empty or does not exist; it holds the whole collection afterwards, with no log beside it
 * @param onProgress receives the share that is done, 0 to 1
 */
export async function copyCollection(file: string, target: string, onProgress: (share: number) => void): Promise<void> {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    // Within a transaction, writes of other connections do not make the copy start again.
    database.exec("BEGIN");
    versionOf(database);
    await backup(database, target, {
      rate: pagesPerStep,
      progress: ({ totalPages, remainingPages }) => onProgress(1 - remainingPages / totalPages),
    });
  } finally {
    database.close();
  }
}

/** Lists the uploaded files that a collection knows, without deleted ones. */
export async function listMediaIn(file: string): Promise<{ hash: string; bytes: number }[]> {
  return withDatabase(file, (database) => {
    // An older Courant made collections without this table.
    if (!database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'media_files'").get()) return [];
    const rows = database.prepare("SELECT hash, bytes FROM media_files WHERE deleted IS NULL ORDER BY hash").all();
    return rows.map(({ hash, bytes }) => ({ hash: String(hash), bytes: Number(bytes) }));
  });
}

/**
 * Deletes uploaded files in the copy of a collection if they were deleted in the collection since.
 * @param options.present the hashes of the files that the collection has now
 * @returns the hashes of the files that are still in the collection
 */
export async function followDeletions(
  copy: string,
  { present, hashes, now }: { present: ReadonlySet<string>; hashes: readonly string[]; now: number },
): Promise<string[]> {
  await withDatabase(copy, async (database) => {
    const media = openMediaFiles(createSqliteEngine(database, copy));
    for (const hash of hashes.filter((each) => !present.has(each)))
      await media.remove(hash, { onlyUnused: false, now });
  });
  return hashes.filter((hash) => present.has(hash));
}

async function withDatabase<T>(file: string, work: (database: DatabaseSync) => T | Promise<T>): Promise<T> {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** The result of an inspection: the numbers of articles in a collection, or why the file is no usable collection. */
export type CollectionInspection = { articles: number; deleted: number } | { unusable: string };

/** Reads a whole file, and merges its write-ahead log into it, so that nothing is left beside the file. */
export function inspectCollection(file: string): CollectionInspection {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 5000 });
    const version = versionOf(database);
    if (version > migrations.length) {
      return {
        unusable: `was written by a newer Courant: its schema is version ${version}, and this Courant knows versions up to ${migrations.length}`,
      };
    }
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const names = new Set(tables.map(({ name }) => name));
    if (version === 0 || !["articles", "terms", "names"].every((name) => names.has(name))) {
      return { unusable: "is not a collection of Courant" };
    }
    database.exec("PRAGMA journal_mode = DELETE");
    const [damage] = findDamage(database)
      .flatMap((finding) => finding.split("\n"))
      .filter((line) => !line.startsWith("***"));
    if (damage !== undefined) return { unusable: `is damaged: ${damage}` };
    const row = database
      .prepare("SELECT count(*) - count(deleted) AS articles, count(deleted) AS deleted FROM articles")
      .get();
    return { articles: Number(row?.articles), deleted: Number(row?.deleted) };
  } catch (error) {
    if (isDamage(error)) return { unusable: `is damaged, or is not a collection: ${messageOf(error)}` };
    throw error;
  } finally {
    database?.close();
  }
}

/**
 * Prepares a collection to take the place of another: brings it to today's schema, and makes sure that it gives no archive
 * a number that the other collection may have given since.
 * @param former the file of the other collection, which is read as far as possible
 */
export function continueNumbering(file: string, former: string): void {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    migrate(database, file);
    const chain = database.prepare("SELECT body FROM archives WHERE channel = ?");
    const keep = database.prepare("INSERT OR REPLACE INTO archives (channel, body) VALUES (?, ?)");
    transaction(database, () => {
      for (const [channel, last] of archiveNumbers(former)) {
        const body = chain.get(channel)?.body;
        const known: ArchiveChain = body === undefined ? emptyArchiveChain : JSON.parse(String(body));
        if (last > known.last) keep.run(channel, JSON.stringify({ ...known, last }));
      }
    });
  } finally {
    database.close();
  }
}

/** The last number of each channel's archives; none where that cannot be read. Changes nothing. */
function archiveNumbers(file: string): [channel: string, last: number][] {
  let database: DatabaseSync | undefined;
  try {
    // Beside an empty file SQLite removes the log, which may be all that is left of a collection.
    if (statSync(file).size === 0) return [];
    database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    const rows = database.prepare("SELECT channel, body ->> 'last' AS last FROM archives").all();
    return rows.flatMap(({ channel, last }) => (Number.isSafeInteger(last) ? [[String(channel), Number(last)]] : []));
  } catch {
    // The file is damaged, of an older Courant, or missing: the published documents still say which numbers were given.
    return [];
  } finally {
    database?.close();
  }
}
