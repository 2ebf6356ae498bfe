import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { wordsVersion } from "../../article/words.ts";
import { isDamage } from "./damage.ts";
import { scrubDatabase } from "./scrub.ts";
import { transaction } from "./transaction.ts";

/*
 * The index of words is a file beside the collection, so that building it keeps no writer of the collection waiting, and
 * backups stay small. It holds nothing that the collection does not: a file that is missing, damaged, of another
 * collection or of other rules for words is built again.
 */

/** Changes whenever the tables, or the words of a text, may be others than before. */
const version = `tables 2, words ${wordsVersion}`;

/**
 * `state`: how far the index followed the collection; `words`: the words of each article, under its number in `listed`,
 * with its pairs of
 * short words, and the number under which they stand. The tokenizer only divides at blanks.
 */
const tables = `
  DROP TABLE IF EXISTS main.state;
  DROP TABLE IF EXISTS main.numbers;
  DROP TABLE IF EXISTS main.words;
  CREATE TABLE main.state (version TEXT NOT NULL, collection TEXT NOT NULL, change INTEGER NOT NULL, article INTEGER NOT NULL) STRICT;
  CREATE TABLE main.numbers (article TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE main.words USING fts5 (
    title, about, content, pairs, content = '', contentless_delete = 1, prefix = '1 2 3 4', tokenize = 'ascii');`;

/** Returns the path of the index of a collection. */
export function searchFileOf(file: string): string {
  return `${file}.search`;
}

/** A connection to the index, opened when it is first used. The tables of the collection can be read through it. */
export type SearchFile = {
  /** Works with the connection, which may hold an index that has only begun. `work` is called again if it met damage. */
  use<T>(work: (database: DatabaseSync) => T): T;
  close(): void;
};

/** @param file the file of the collection */
export function openSearchFile(file: string): SearchFile {
  let database: DatabaseSync | undefined;

  function close(): void {
    database?.close();
    database = undefined;
  }

  return {
    use(work) {
      const run = () => {
        database ??= connect(file);
        return work(database);
      };
      try {
        return run();
      } catch (error) {
        if (!isDamage(error)) throw error;
        close();
        removeSearchFile(file);
        return run();
      }
    },
    close,
  };
}

/** Removes the index of a collection. */
export function removeSearchFile(file: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(searchFileOf(file) + suffix, { force: true });
}

/** Takes an article that is erased out of the index. An article that the index does not know yet stays unknown. */
export function eraseFromSearch(database: DatabaseSync, article: string): void {
  transaction(database, () => {
    const row = database.prepare("DELETE FROM main.numbers WHERE article = ? RETURNING number");
    row.setReadBigInts(true);
    const { number } = row.get(article) ?? {};
    if (number !== undefined) database.prepare("DELETE FROM main.words WHERE rowid = ?").run(number);
  });
}

/** Writes the index anew without the words of articles that were deleted, which stay in it until then. */
export function scrubSearchFile(database: DatabaseSync): void {
  // The last change may have been that of an article that is not here any more.
  database.exec(`UPDATE main.state SET change = (SELECT coalesce(max(change), -1) FROM collection.articles), article = 0
    WHERE change > (SELECT coalesce(max(change), -1) FROM collection.articles)`);
  database.exec("INSERT INTO main.words (words) VALUES ('optimize')");
  scrubDatabase(database);
}

function connect(file: string): DatabaseSync {
  const database = new DatabaseSync(searchFileOf(file), { timeout: 5000 });
  try {
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = NORMAL");
    database.prepare("ATTACH ? AS collection").run(file);
    // Two connections may want to begin a new index.
    if (!isUsable(database)) transaction(database, () => isUsable(database) || beginIndex(database));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Tells whether there is an index of this collection and these rules for words. */
function isUsable(database: DatabaseSync): boolean {
  if (!database.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = 'state'").get()) return false;
  // An index that has seen later changes is one of a later state of the collection.
  const state = database.prepare(
    `SELECT 1 FROM main.state WHERE version = ? AND collection = (SELECT id FROM collection.collection)
       AND change <= (SELECT coalesce(max(change), -1) FROM collection.articles)`,
  );
  return state.get(version) !== undefined;
}

function beginIndex(database: DatabaseSync): void {
  database.exec(tables);
  database.prepare("INSERT INTO main.state SELECT ?, id, -1, 0 FROM collection.collection").run(version);
}
