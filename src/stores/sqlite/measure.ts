import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type CollectionSizes, measuredKinds, type RecordSize } from "../collection-sizes.ts";
import { restorable, rowCounts, tablesOf } from "../sql/measured.ts";
import { searchFileOf } from "./search-file.ts";

/**
 * Measures what a collection takes on disk. It reads all pages of the file, which takes seconds for a large one: call it in
 * a thread.
 * @param file a collection with today's schema
 */
export function measureCollection(file: string): CollectionSizes {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    // https://www.sqlite.org/dbstat.html: the pages of each table and index, free pages left out
    const pages = database
      .prepare(
        `SELECT tbl_name AS name, sum(pgsize) AS bytes FROM dbstat JOIN sqlite_schema USING (name)
         WHERE aggregate = TRUE GROUP BY tbl_name`,
      )
      .all();
    const bytesOf = new Map(pages.map(({ name, bytes }) => [String(name), Number(bytes)]));
    const count = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
    const sizeOf = (kind: (typeof measuredKinds)[number]): RecordSize => ({
      count: count(rowCounts[kind]),
      bytes: tablesOf[kind].reduce((sum, table) => sum + (bytesOf.get(table) ?? 0), 0),
    });
    const sizes = Object.fromEntries(measuredKinds.map((kind) => [kind, sizeOf(kind)])) as Record<
      (typeof measuredKinds)[number],
      RecordSize
    >;
    const gone = database.prepare(restorable).get();
    const known = Object.values(sizes).reduce((sum, { bytes }) => sum + bytes, 0);
    const whole = count("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    return {
      ...sizes,
      deletedArticles: { count: Number(gone?.count), bytes: Number(gone?.bytes) },
      searchIndex: { bytes: ["", "-wal"].reduce((sum, suffix) => sum + sizeOfFile(searchFileOf(file) + suffix), 0) },
      other: { bytes: Math.max(0, whole - known) },
    };
  } finally {
    database.close();
  }
}

function sizeOfFile(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
