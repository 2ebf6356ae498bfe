import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { Dialect } from "../sql/dialect.ts";
import {
  type Engine,
  type Execution,
  type Parameters,
  type Row,
  runAtOnce,
  type Statement,
  type Step,
} from "../sql/engine.ts";
import { explainError } from "./clear-errors.ts";

/** The SQL of SQLite. */
export const sqliteDialect: Dialect = {
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
  const take = createStepTaker(database);
  return {
    dialect: sqliteDialect,

    async do(work) {
      try {
        return runAtOnce(work, take);
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

const nothing: Execution = { rows: [], changes: 0 };

/** Returns the function that takes a step in a database. It keeps the prepared statements. */
function createStepTaker(database: DatabaseSync): (step: Step) => Execution {
  const prepared = new WeakMap<Statement, StatementSync>();
  /** How many transactions are open, one within the other. */
  let depth = 0;

  function prepare(statement: Statement): StatementSync {
    let known = prepared.get(statement);
    if (known === undefined) {
      known = database.prepare(statement.sql);
      known.setReadBigInts(statement.readsBigints);
      prepared.set(statement, known);
    }
    return known;
  }

  return (step) => {
    switch (step.kind) {
      case "all":
        return { rows: prepare(step.statement).all(...inputs(step.parameters)) as Row[], changes: 0 };
      case "first": {
        const row = prepare(step.statement).get(...inputs(step.parameters)) as Row | undefined;
        return { rows: row === undefined ? [] : [row], changes: 0 };
      }
      case "changes":
        return { rows: [], changes: Number(prepare(step.statement).run(...inputs(step.parameters)).changes) };
      case "each": {
        const each = prepare(step.statement);
        for (const parameters of step.list) each.run(...inputs(parameters));
        return nothing;
      }
      case "begin":
        if (depth === 0) database.exec("BEGIN IMMEDIATE");
        depth += 1;
        return nothing;
      case "commit":
        if (depth === 1) database.exec("COMMIT");
        depth -= 1;
        return nothing;
      case "rollback":
        depth -= 1;
        if (depth === 0 && database.isTransaction) database.exec("ROLLBACK");
        return nothing;
    }
  };
}

/** The type of SQLite's calls knows either an object or single values. */
const inputs = (parameters: Parameters) => parameters as SQLInputValue[];
