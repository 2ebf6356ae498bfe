import type { Dialect, GivenColumns } from "./dialect.ts";
import { query, type Row, type SqlValue, type Work } from "./engine.ts";

/**
 * Makes the statement that inserts rows. It runs once for all of them, or once for each where a database answers at once:
 * there this takes less time than reading the rows from JSON. Used within a transaction.
 * @param rest follows the rows in the statement: ON CONFLICT, RETURNING
 * @returns the function that inserts rows, no two of them with the same key, and returns what the statement returns
 */
export function insertRows(
  dialect: Dialect,
  table: string,
  columns: GivenColumns,
  rest: string,
): (rows: readonly Readonly<Record<string, SqlValue>>[]) => Work<Row[]> {
  const names = Object.keys(columns);
  const list = names.map((name) => `"${name}"`).join(", ");
  if (dialect.answersAtOnce) {
    const parameters = names.map((name) => `:${name}`).join(", ");
    const insertOne = query(`INSERT INTO ${table} (${list}) VALUES (${parameters}) ${rest}`);
    return function* (rows) {
      const results: Row[] = [];
      for (const row of rows) results.push(...(yield* insertOne.all(row)));
      return results;
    };
  }
  const given = dialect.rows("?", columns);
  const insertAll = query(`INSERT INTO ${table} (${list}) SELECT ${list} FROM (${given}) AS given WHERE true ${rest}`);
  return function* (rows) {
    return rows.length === 0 ? [] : yield* insertAll.all(JSON.stringify(rows));
  };
}
