import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Row } from "../sql/engine.ts";
import type { CollectionSource, CollectionTarget } from "./copy.ts";
import { type CollectionTable, collectionTables, implicitlyNumbered } from "./tables.ts";

/** A batch ends with so many rows, or with so many characters and bytes. */
const maxRows = 500;
const maxBatchLength = 2_000_000;

/** Returns the columns of a table, with the number of a row where it has no name. */
export function columnsIn(database: DatabaseSync, table: string): string[] {
  const columns = database.prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid").all(table);
  const names = columns.map(({ name }) => String(name));
  return implicitlyNumbered.has(table) ? ["rowid", ...names] : names;
}

/** Reads a collection in an open SQLite file, which must be in a transaction. */
export function readSqlite(database: DatabaseSync): CollectionSource {
  const count = (table: string) => Number(database.prepare(`SELECT count(*) AS rows FROM "${table}"`).get()?.rows);
  return {
    countRows: async () => collectionTables.reduce((sum, { name }) => sum + count(name), 0),

    async *readRows({ name, numbered }) {
      const columns = columnsIn(database, name).map(quoted).join(", ");
      const order = numbered === undefined ? "" : ` ORDER BY "${numbered}"`;
      const rows = database.prepare(`SELECT ${columns} FROM "${name}"${order}`);
      rows.setReadBigInts(true);
      yield* inBatches(rows.iterate() as Iterable<Row>);
    },

    async lastNumber({ name, numbered }) {
      const highest = database.prepare(`SELECT coalesce(max("${numbered}"), 0) AS last FROM "${name}"`);
      const given = database.prepare("SELECT coalesce(max(seq), 0) AS last FROM sqlite_sequence WHERE name = ?");
      for (const each of [highest, given]) each.setReadBigInts(true);
      const [a, b] = [highest.get()?.last, given.get(name)?.last] as [bigint, bigint];
      return a > b ? a : b;
    },
  };
}

/** Writes to the empty collection in an open SQLite file, which must be in a transaction. */
export function writeSqlite(database: DatabaseSync): CollectionTarget {
  database.exec("DELETE FROM collection");
  return {
    async writeRows({ name }, rows) {
      const columns = columnsIn(database, name);
      const places = columns.map(() => "?").join(", ");
      const insert = database.prepare(`INSERT INTO "${name}" (${columns.map(quoted).join(", ")}) VALUES (${places})`);
      for (const row of rows) insert.run(...columns.map((column) => row[column] as SQLInputValue));
    },

    async continueAfter({ name }, number) {
      // Only tables that never give a number again have a row there.
      if (!isCounted(database, name)) return;
      database.prepare("DELETE FROM sqlite_sequence WHERE name = ?").run(name);
      database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)").run(name, number);
    },
  };
}

function isCounted(database: DatabaseSync, table: CollectionTable["name"]): boolean {
  const definition = database.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").get(table)?.sql;
  return /\bAUTOINCREMENT\b/.test(String(definition));
}

function* inBatches(rows: Iterable<Row>): Generator<Row[]> {
  let batch: Row[] = [];
  let length = 0;
  for (const row of rows) {
    batch.push(row);
    for (const value of Object.values(row)) {
      if (typeof value === "string" || value instanceof Uint8Array) length += value.length;
    }
    if (batch.length < maxRows && length < maxBatchLength) continue;
    yield batch;
    batch = [];
    length = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Names of columns may be words of SQL. */
const quoted = (name: string) => `"${name}"`;
