import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Dialect } from "../sql/dialect.ts";
import { type DirectDatabase, type Engine, type Row, runAtOnce, type SqlValue, type Statement } from "../sql/engine.ts";
import { numberParameters, valuesOf } from "../sql/parameters.ts";
import { explainError } from "./clear-errors.ts";

/** The SQL of SQLite. */
export const sqliteDialect: Dialect = {
  answersAtOnce: true,
  texts: (array) => `SELECT value FROM json_each(${array})`,
  isIn: (text, array) => `${text} IN (SELECT value FROM json_each(${array}))`,
  isNotIn: (text, array) => `${text} NOT IN (SELECT value FROM json_each(${array}))`,
  arrays: (array) => `SELECT value FROM json_each(${array})`,
  rows: (array, columns) => {
    const members = Object.keys(columns).map((name) => `value ->> '$.${name}' AS "${name}"`);
    return `SELECT ${members.join(", ")} FROM json_each(${array})`;
  },
  member: (json, ...path) => `(${json} ->> '$.${path.join(".")}')`,
  members: (json, names) => `json_object(${names.map((name) => `'${name}', ${json} -> '$.${name}'`).join(", ")})`,
  withoutMember: (json, name) => `json_remove(${json}, '$.${name}')`,
  lengthOf: (array) => `json_array_length(${array})`,
  array: (column) => `json_group_array(${column})`,
  withMember: (json, name, text) => `json_set(${json}, '$.${name}', '${text}')`,
  contains: (text, part) => `instr(${text}, ${part}) > 0`,
  textOfBytes: (column) => `coalesce(CAST(${column} AS TEXT), '')`,
  greater: (a, b) => `max(${a}, ${b})`,
  smaller: (a, b) => `min(${a}, ${b})`,
  maxKeyBytes: undefined,
  join: "CROSS JOIN",
  by: (index) => `INDEXED BY ${index}`,
  noLimit: "-1",
};

/**
 * Returns the engine of an open SQLite file.
 * @param file its path, for error messages and for reading at one moment
 */
export function createSqliteEngine(database: DatabaseSync, file: string): Engine {
  const directly = openDirectly(database);
  return {
    dialect: sqliteDialect,

    async do(work) {
      try {
        return runAtOnce(work, directly);
      } catch (error) {
        throw explainError(error, file);
      }
    },

    async *atOneMoment(use) {
      const reading = new DatabaseSync(file, { timeout: 5000 });
      try {
        reading.exec("BEGIN");
        yield* use(createSqliteEngine(reading, file));
      } finally {
        reading.close();
      }
    },
  };
}

/** A statement of the database, the names of its parameters, and those of the columns that it reads, in their order. */
type Prepared = { statement: StatementSync; names: readonly string[]; columns: readonly string[] };

/** Prepares a statement. SQLite binds parameters by number, and reads rows as arrays, in half of the time. */
function prepare(database: DatabaseSync, { sql, readsBigints }: Statement): Prepared {
  const { text, names } = numberParameters(sql, "?");
  const statement = database.prepare(text);
  statement.setReadBigInts(readsBigints);
  statement.setReturnArrays(true);
  return { statement, names, columns: statement.columns().map(({ name }) => name) };
}

function rowOf(columns: readonly string[], values: readonly SqlValue[]): Row {
  const row: Row = {};
  columns.forEach((name, index) => {
    row[name] = values[index] ?? null;
  });
  return row;
}

/** Returns the functions that take the steps of work. They keep the prepared statements. */
function openDirectly(database: DatabaseSync): DirectDatabase {
  const known = new WeakMap<Statement, Prepared>();
  /** How many transactions are open, one within the other. */
  let depth = 0;

  function preparedOf(statement: Statement): Prepared {
    let prepared = known.get(statement);
    if (prepared === undefined) {
      prepared = prepare(database, statement);
      known.set(statement, prepared);
    }
    return prepared;
  }

  return {
    all(given, parameters) {
      const { statement, names, columns } = preparedOf(given);
      const rows = statement.all(...valuesOf(names, parameters)) as unknown as SqlValue[][];
      return rows.map((values) => rowOf(columns, values));
    },
    first(given, parameters) {
      const { statement, names, columns } = preparedOf(given);
      const values = statement.get(...valuesOf(names, parameters)) as SqlValue[] | undefined;
      return values && rowOf(columns, values);
    },
    changes(given, parameters) {
      const { statement, names } = preparedOf(given);
      return Number(statement.run(...valuesOf(names, parameters)).changes);
    },
    begin() {
      if (depth === 0) database.exec("BEGIN IMMEDIATE");
      depth += 1;
    },
    commit() {
      if (depth === 1) database.exec("COMMIT");
      depth -= 1;
    },
    rollback() {
      depth -= 1;
      if (depth === 0 && database.isTransaction) database.exec("ROLLBACK");
    },
  };
}
