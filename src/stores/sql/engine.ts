import type { Dialect } from "./dialect.ts";

/*
 * The stores are written once, for every database that understands SQL. A store's function is a generator: it yields each
 * statement to the engine of its database and goes on with the result. SQLite runs it to its end at once; PostgreSQL waits
 * for the server between two steps.
 */

/** A value in a row, or a parameter. Integers beyond 2^53 are read as bigints where a query asks for them. */
export type SqlValue = string | number | bigint | null | Uint8Array;

export type Row = Record<string, SqlValue>;

/** The parameters of a statement: values for each `?`, or one object for each `:name`. */
export type Parameters = readonly SqlValue[] | readonly [Readonly<Record<string, SqlValue>>];

/** A statement that was given to an engine. Only the engine looks into it. */
export type Statement = { readonly sql: string; readonly readsBigints: boolean };

/** A step of work: all rows of a statement, its first row, or only its changes; or the bounds of a transaction. */
export type Step =
  | { kind: "all" | "first" | "changes"; statement: Statement; parameters: Parameters }
  | { kind: "each"; statement: Statement; list: readonly Parameters[] }
  | { kind: "begin" }
  | { kind: "commit" }
  | { kind: "rollback" };

/** The result of a statement. `changes`: how many rows it wrote, or removed. */
export type Execution = { rows: Row[]; changes: number };

/** Work in a database, and its result. `yield*` makes it part of other work. */
export type Work<Result> = Generator<Step, Result, Execution>;

/** A query as stores use it. */
export type Query = {
  /** All rows. */
  all(...parameters: Parameters): Work<Row[]>;
  /** The first row; undefined when there is none. */
  get(...parameters: Parameters): Work<Row | undefined>;
  /** Changes rows. @returns how many were written or removed */
  run(...parameters: Parameters): Work<number>;
  /** Changes rows once for each of several parameters, without waiting in between. Used within `atomically`. */
  runEach(list: readonly Parameters[]): Work<void>;
};

/** A database that does the work of stores. */
export type Engine = {
  /** Words in which databases differ. */
  dialect: Dialect;

  /** Does work, each statement by itself where it is not within `atomically`. */
  do<Result>(work: Work<Result>): Promise<Result>;

  /**
   * Gives work one state of the database, whatever is written meanwhile, in as many parts as it needs. Nothing may be
   * written.
   */
  atOneMoment<Result>(use: (reading: Pick<Engine, "do">) => AsyncGenerator<Result>): AsyncGenerator<Result>;
};

/** The work of a store: each function as a generator. */
export type StoreWork<Store> = {
  [Name in keyof Store]: Store[Name] extends (...given: infer Given) => Promise<infer Result>
    ? (...given: Given) => Work<Result>
    : never;
};

/**
 * Takes the steps of the work that runs now, where its database answers at once: then no generator stops, which costs more
 * than many a statement.
 */
let takeNow: ((step: Step) => Execution) | undefined;

/** Runs work to its end in one go: nothing else gets a turn meanwhile. */
export function runAtOnce<Result>(work: Work<Result>, take: (step: Step) => Execution): Result {
  const before = takeNow;
  takeNow = take;
  try {
    const { value } = work.next();
    return value as Result;
  } finally {
    takeNow = before;
  }
}

/** Makes a query. @param options.readsBigints whether integers of the result are read as bigints */
export function query(sql: string, { readsBigints = false }: { readsBigints?: boolean } = {}): Query {
  const statement: Statement = { sql, readsBigints };

  return {
    *all(...parameters) {
      const step: Step = { kind: "all", statement, parameters };
      const { rows } = takeNow?.(step) ?? (yield step);
      return rows;
    },
    *get(...parameters) {
      const step: Step = { kind: "first", statement, parameters };
      const { rows } = takeNow?.(step) ?? (yield step);
      return rows[0];
    },
    *run(...parameters) {
      const step: Step = { kind: "changes", statement, parameters };
      const { changes } = takeNow?.(step) ?? (yield step);
      return changes;
    },
    *runEach(list) {
      const step: Step = { kind: "each", statement, list };
      if (list.length > 0) takeNow?.(step) ?? (yield step);
    },
  };
}

/**
 * Does all of the work or nothing. Other writers wait until it is over, so that what it reads stays true until it writes.
 * Within another one it is a part of that.
 */
export function* atomically<Result>(work: () => Work<Result>): Work<Result> {
  takeNow?.({ kind: "begin" }) ?? (yield { kind: "begin" });
  try {
    const result = yield* work();
    takeNow?.({ kind: "commit" }) ?? (yield { kind: "commit" });
    return result;
  } catch (error) {
    takeNow?.({ kind: "rollback" }) ?? (yield { kind: "rollback" });
    throw error;
  }
}

/** Makes a store of its work. */
export function createStore<Store extends object>(engine: Pick<Engine, "do">, work: StoreWork<Store>): Store {
  const calls = Object.entries<(...given: never[]) => Work<unknown>>(work).map(([name, call]) => [
    name,
    async (...given: never[]) => engine.do(call(...given)),
  ]);
  return Object.fromEntries(calls);
}
