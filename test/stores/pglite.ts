import { PGlite } from "@electric-sql/pglite";
import type { Connection, Connections } from "../../src/stores/postgres/engine.ts";
import type { Row } from "../../src/stores/sql/engine.ts";

/**
 * PostgreSQL within this process, in memory. It has one connection, so whoever wants it waits until it is given back.
 */
export async function startPglite(): Promise<Connections & { empty(): Promise<void>; stop(): Promise<void> }> {
  const database = await PGlite.create();
  let last: Promise<void> = Promise.resolve();

  function connectionTo(giveBack: () => void): Connection {
    return {
      async query(text, values, readsBigints) {
        const parsers = {
          16: (value: string) => (value === "t" ? 1 : 0),
          20: (value: string) => (readsBigints ? BigInt(value) : Number(value)),
          1700: Number,
        };
        if (values.length === 0) {
          const results = await database.exec(text, { parsers });
          const result = results.at(-1);
          return { rows: (result?.rows ?? []) as Row[], changes: result?.affectedRows ?? 0 };
        }
        const result = await database.query<Row>(text, values, { parsers });
        return { rows: result.rows, changes: result.affectedRows ?? 0 };
      },
      release(isBroken) {
        if (isBroken) void database.exec("ROLLBACK").then(giveBack);
        else giveBack();
      },
    };
  }

  return {
    async connect() {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      return connectionTo(resolve);
    },
    close: async () => {},
    empty: async () => void (await database.exec("ROLLBACK; DROP SCHEMA public CASCADE; CREATE SCHEMA public")),
    stop: () => database.close(),
  };
}
