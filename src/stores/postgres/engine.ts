import type { Dialect } from "../sql/dialect.ts";
import type { Engine, Execution, SqlValue } from "../sql/engine.ts";
import { explainError } from "./clear-errors.ts";
import { createSession } from "./session.ts";

/** A connection to a server, as long as it is lent. `release(true)` closes it: its state is not known. */
export type Connection = {
  query(text: string, values: SqlValue[], readsBigints: boolean): Promise<Execution>;
  release(isBroken?: boolean): void;
};

/** The connections to a database. */
export type Connections = {
  connect(): Promise<Connection>;
  close(): Promise<void>;
};

/** The SQL of PostgreSQL. */
export const postgresDialect: Dialect = {
  answersAtOnce: false,
  texts: (array) => `SELECT value FROM json_array_elements_text(${array}::json) AS texts (value)`,
  isIn: (text, array) => `${text} = ANY (texts_of(${array}::text))`,
  isNotIn: (text, array) => `${text} <> ALL (texts_of(${array}::text))`,
  arrays: (array) => `SELECT value::text AS value FROM json_array_elements(${array}::json) AS arrays (value)`,
  rows: (array, columns) => {
    const members = Object.entries(columns).map(([name, type]) => `"${name}" ${type}`);
    return `SELECT * FROM json_to_recordset(${array}::json) AS given (${members.join(", ")})`;
  },
  member: (json, ...path) => `(${json}::json #>> '{${path.join(",")}}')`,
  members: (json, names) =>
    `json_build_object(${names.map((name) => `'${name}', ${json}::json -> '${name}'`).join(", ")})::text`,
  withoutMember: (json, name) => `(${json}::jsonb - '${name}')::text`,
  lengthOf: (array) => `json_array_length(${array}::json)`,
  array: (column) => `coalesce(json_agg(${column} ORDER BY ${column}), '[]')::text`,
  withMember: (json, name, text) => `(${json}::jsonb || '{"${name}": "${text}"}')::text`,
  contains: (text, part) => `strpos(${text}, ${part}) > 0`,
  // Every byte as a character, so that other bytes than those of UTF-8 are no error.
  textOfBytes: (column) => `coalesce(encode(${column}, 'escape'), '')`,
  greater: (a, b) => `greatest(${a}, ${b})`,
  smaller: (a, b) => `least(${a}, ${b})`,
  // A row of a B-tree index has 2,704 bytes at most, some of them for other columns.
  maxKeyBytes: 2_600,
  join: "JOIN",
  by: () => "",
  noLimit: "ALL",
};

/**
 * Begins a transaction that writes. The lock makes other writers wait, on all nodes, and ends with the transaction, also
 * behind a pooler. A process that stops in the middle loses its transaction, so that it keeps nobody waiting for long.
 */
const begin =
  "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '5s'; SET LOCAL lock_timeout = '5s'; " +
  "LOCK TABLE writers IN EXCLUSIVE MODE";

/** As `begin`, where a transaction that is lost in a power failure is repeated. */
const beginRelaxed = `${begin}; SET LOCAL synchronous_commit = off`;

const beginReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/**
 * As `begin`, where somebody asks again soon: the wait for a lock must end before a reader takes the database for away
 * (open-at.ts).
 */
const beginBriefly = begin.replace("lock_timeout = '5s'", "lock_timeout = '2s'");

const beginnings = { relaxed: beginRelaxed, briefly: beginBriefly };

/**
 * `waits`: transactions wait for other writers and for the disk; "relaxed": not for the disk; "briefly": for other writers
 * only for a moment. `fence` returns the generation of the lease that writes need.
 */
export type PostgresEngineOptions = { waits?: "relaxed" | "briefly"; fence?: () => number | undefined };

/** Returns the engine of a PostgreSQL database. */
export function createPostgresEngine(
  connections: Connections,
  { waits, fence = () => undefined }: PostgresEngineOptions = {},
): Engine {
  return {
    dialect: postgresDialect,

    async do(work) {
      const session = createSession(connections, { begin: waits === undefined ? begin : beginnings[waits], fence });
      try {
        return await session.run(work);
      } catch (error) {
        throw explainError(error);
      } finally {
        session.end();
      }
    },

    async *atOneMoment(use) {
      const session = createSession(connections, { begin, fence });
      try {
        await session.open(beginReading);
        yield* use({ do: (work) => session.run(work) });
      } catch (error) {
        throw explainError(error);
      } finally {
        session.end();
      }
    },
  };
}
