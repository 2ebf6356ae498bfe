import type { Duplex } from "node:stream";
import pg from "pg";
import { messageOf } from "../../errors.ts";
import type { Row, SqlValue } from "../sql/engine.ts";
import type { Connections } from "./engine.ts";

/** The numbers of PostgreSQL's types (pg_type). */
const typeNumbers = { bool: 16, int8: 20, numeric: 1700 } as const;

/** How long to wait for a connection, from the server or from the other work of this process. */
const connectTimeoutMs = 5_000;

export type ConnectionOptions = {
  maxConnections: number;
  /** How long to wait for an answer, in milliseconds; undefined: for as long as it takes. */
  answerTimeoutMs?: number | undefined;
  /** Is told of a connection that was lost while nothing was asked of it. */
  onError: (error: Error) => void;
  /** Called when an answer did not come in time. */
  onTimeout?: (() => void) | undefined;
};

/** `breakAll` ends all connections at once, for example when their other end has gone and nobody says so. */
export type ServerConnections = Connections & { breakAll(): void };

/**
 * Returns the connections to a database, opened as they are needed. No statement is prepared by name and no setting is kept
 * in a connection, so that a pooler may stand between (pgbouncer in transaction mode).
 * @param url `postgres://USER:PASSWORD@HOST:PORT/DATABASE`
 */
export function connectTo(
  url: string,
  { maxConnections, answerTimeoutMs, onError, onTimeout }: ConnectionOptions,
): ServerConnections {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    ...(answerTimeoutMs !== undefined && { query_timeout: answerTimeoutMs }),
    application_name: "courant",
    keepAlive: true,
    // Statements that do not depend on each other are sent without waiting for the answers (Query.runEach).
    pipeline: true,
  });
  const sockets = new Set<Duplex>();
  pool.on("error", onError);
  pool.on("connect", (client) => {
    // A connection that is lost between two statements of a transaction: the next one fails.
    client.on("error", onError);
    const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
    sockets.add(stream);
    stream.once("close", () => sockets.delete(stream));
  });

  return {
    async connect() {
      const client = await pool.connect();
      return {
        async query(text, values, readsBigints) {
          const types = readsBigints ? bigintTypes : numberTypes;
          // A text of several statements, which takes no parameters, gives several results.
          const given: pg.QueryResult | pg.QueryResult[] = await client
            .query({ text, values, types })
            .catch((error: unknown) => {
              if (messageOf(error) === readTimeout) onTimeout?.();
              throw error;
            });
          const result = Array.isArray(given) ? given.at(-1) : given;
          return { rows: (result?.rows ?? []) as Row[], changes: result?.rowCount ?? 0 };
        },
        release: (isBroken) => client.release(isBroken),
      };
    },

    close: () => pool.end(),

    breakAll() {
      for (const socket of sockets) socket.destroy(new Error("Connection terminated: the database did not answer"));
    },
  };
}

/** The driver's message when an answer did not come in time. */
const readTimeout = "Query read timeout";

/** Reads the values of types that JavaScript has no equal of: integers as numbers, truth values as SQLite has them. */
function typesWith(readInteger: (text: string) => SqlValue) {
  const parsers = new Map<number, (text: string) => SqlValue>([
    [typeNumbers.bool, (text) => (text === "t" ? 1 : 0)],
    [typeNumbers.int8, readInteger],
    [typeNumbers.numeric, Number],
  ]);
  return {
    getTypeParser: ((type: number, format: "text" | "binary") =>
      parsers.get(type) ?? pg.types.getTypeParser(type, format as "text")) as typeof pg.types.getTypeParser,
  };
}

const numberTypes = typesWith(Number);
const bigintTypes = typesWith(BigInt);
