import type { Row } from "../sql/engine.ts";
import { type CollectionTable, collectionTables } from "./tables.ts";

/** A collection as it is at one moment. Integers are bigints. */
export type CollectionSource = {
  /** How many rows all tables have. */
  countRows(): Promise<number>;
  /** The rows of a table, some at a time. */
  readRows(table: CollectionTable): AsyncIterable<readonly Row[]>;
  /** The highest number that a numbered table has ever given; 0 for none. */
  lastNumber(table: CollectionTable): Promise<bigint>;
};

/** An empty collection that is filled: all of it or nothing. */
export type CollectionTarget = {
  writeRows(table: CollectionTable, rows: readonly Row[]): Promise<void>;
  /** Makes a numbered table give higher numbers from now on. */
  continueAfter(table: CollectionTable, number: bigint): Promise<void>;
};

/**
 * Copies all tables of a collection. @param onProgress receives the numbers of rows that are copied, and of all rows
 * @returns how many rows were copied
 */
export async function copyTables(
  source: CollectionSource,
  target: CollectionTarget,
  onProgress: (done: number, total: number) => void,
): Promise<number> {
  const total = await source.countRows();
  let done = 0;
  for (const table of collectionTables) {
    for await (const rows of source.readRows(table)) {
      await target.writeRows(table, rows);
      done += rows.length;
      onProgress(done, total);
    }
    if (table.numbered === undefined) continue;
    const last = await source.lastNumber(table);
    if (last > 0n) await target.continueAfter(table, last);
  }
  return done;
}
