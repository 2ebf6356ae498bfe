import type { Connection } from "../postgres/engine.ts";
import type { SqlValue } from "../sql/engine.ts";
import type { CollectionSource, CollectionTarget } from "./copy.ts";
import { collectionTables } from "./tables.ts";

/** Rows that are read at once. An article may have a million characters. */
const rowsPerFetch = 100;

/** The most parameters of a statement. */
const maxParameters = 65_535;

/** Returns the columns of a table in the schema of the database. */
export async function columnsOf({ query }: Pick<Connection, "query">, table: string): Promise<string[]> {
  const { rows } = await query(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [`"${table}"`],
    false,
  );
  return rows.map(({ name }) => String(name));
}

/** Reads a collection over a connection, which must be in a transaction that sees one moment. */
export function readPostgres(connection: Pick<Connection, "query">): CollectionSource {
  const ask = (sql: string) => connection.query(sql, [], true);
  return {
    async countRows() {
      const counts = collectionTables.map(({ name }) => `(SELECT count(*) FROM "${name}")`);
      const { rows } = await ask(`SELECT ${counts.join(" + ")} AS rows`);
      return Number(rows[0]?.rows);
    },

    async *readRows({ name, numbered }) {
      const columns = (await columnsOf(connection, name)).map((column) => `"${column}"`).join(", ");
      const order = numbered === undefined ? "" : ` ORDER BY "${numbered}"`;
      await ask(`DECLARE copied NO SCROLL CURSOR FOR SELECT ${columns} FROM "${name}"${order}`);
      for (;;) {
        const { rows } = await ask(`FETCH ${rowsPerFetch} FROM copied`);
        if (rows.length > 0) yield rows;
        if (rows.length < rowsPerFetch) break;
      }
      await ask("CLOSE copied");
    },

    async lastNumber({ name, numbered }) {
      const sequence = await connection.query(
        "SELECT pg_get_serial_sequence($1, $2) AS name",
        [name, String(numbered)],
        false,
      );
      const { rows } = await ask(
        `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM ${sequence.rows[0]?.name}`,
      );
      return rows[0]?.last as bigint;
    },
  };
}

/** Writes to an empty collection over a connection, which must be in a transaction. */
export async function writePostgres(connection: Pick<Connection, "query">): Promise<CollectionTarget> {
  await connection.query("DELETE FROM collection", [], false);
  return {
    async writeRows({ name }, rows) {
      const columns = Object.keys(rows[0] ?? {});
      const into = `INSERT INTO "${name}" (${columns.map((column) => `"${column}"`).join(", ")}) VALUES`;
      const rowsPerInsert = Math.floor(maxParameters / columns.length);
      for (let start = 0; start < rows.length; start += rowsPerInsert) {
        const some = rows.slice(start, start + rowsPerInsert);
        const values: SqlValue[] = [];
        const tuples = some.map((row) => {
          const places = columns.map((column) => `$${values.push(row[column] ?? null)}`);
          return `(${places.join(", ")})`;
        });
        await connection.query(`${into} ${tuples.join(", ")}`, values, false);
      }
    },

    async continueAfter({ name, numbered }, number) {
      await connection.query(
        "SELECT setval(pg_get_serial_sequence($1, $2), $3)",
        [name, String(numbered), number],
        false,
      );
    },
  };
}
