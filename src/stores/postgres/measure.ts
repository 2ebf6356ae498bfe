import { type CollectionSizes, measuredKinds } from "../collection-sizes.ts";
import { restorable, rowCounts, tablesOf } from "../sql/measured.ts";
import { connectTo } from "./connections.ts";
import type { Connection } from "./engine.ts";

/** Tables that are not part of the collection: what nodes share. Uploaded files and documents are counted elsewhere. */
const sharedTables = ["document_bytes", "documents", "document_keys", "media_bytes"];

/**
 * Measures what a collection takes in a database, with indexes and free room. The server knows its sizes; only the counts
 * read tables.
 * @param url the address of a database with today's schema
 */
export async function measureDatabase(url: string): Promise<CollectionSizes> {
  const connections = connectTo(url, { maxConnections: 1, onError: () => {} });
  const connection = await connections.connect().catch(async (error: unknown) => {
    await connections.close();
    throw error;
  });
  try {
    return await measure(connection);
  } finally {
    connection.release();
    await connections.close();
  }
}

async function measure({ query }: Connection): Promise<CollectionSizes> {
  const sizes = await query(
    `SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
     WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`,
    [],
    false,
  );
  const bytesOf = new Map(sizes.rows.map(({ name, bytes }) => [String(name), Number(bytes)]));
  const sum = (tables: readonly string[]) => tables.reduce((bytes, table) => bytes + (bytesOf.get(table) ?? 0), 0);
  const records: Partial<CollectionSizes> = {};
  for (const kind of measuredKinds) {
    const { rows } = await query(rowCounts[kind], [], false);
    records[kind] = { count: Number(Object.values(rows[0] ?? {})[0]), bytes: sum(tablesOf[kind]) };
  }
  const gone = (await query(restorable, [], false)).rows[0];
  const words = sum(["words", "words_state"]);
  const known = measuredKinds.reduce((bytes, kind) => bytes + sum(tablesOf[kind]), words + sum(sharedTables));
  return {
    ...(records as Record<(typeof measuredKinds)[number], { count: number; bytes: number }>),
    deletedArticles: { count: Number(gone?.count), bytes: Number(gone?.bytes) },
    searchIndex: { bytes: words },
    other: { bytes: Math.max(0, sum([...bytesOf.keys()]) - known) },
  };
}
