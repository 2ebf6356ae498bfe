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

/**
 * A step of work: all rows of a statement, its first row, only its changes, or nothing, once for each of several parameters;
 * or the bounds of a transaction.
 */
export type Step =
  | { kind: "all" | "first" | "changes"; statement: Statement; parameters: Parameters }
  | { kind: "each"; statement: Statement; parameters: readonly Parameters[] }
  | { kind: "begin" }
  | { kind: "commit" }
  | { kind: "rollback" };

/** The result of a statement. `changes`: how many rows it wrote, or removed. */
export type Execution = { rows: Row[]; changes: number };

/** Work in a database, and its result: a generator, or one statement. `yield*` makes it part of other work. */
export type Work<Result> = Iterable<Step, Result, Execution | undefined> & {
  next(execution?: Execution): IteratorResult<Step, Result>;
  throw(error: unknown): IteratorResult<Step, Result>;
};

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

/** A database that answers at once. Its functions do what the steps of the same names do. */
export type DirectDatabase = {
  all(statement: Statement, parameters: Parameters): Row[];
  first(statement: Statement, parameters: Parameters): Row | undefined;
  changes(statement: Statement, parameters: Parameters): number;
  begin(): void;
  commit(): void;
  rollback(): void;
};

/** The database of the work that runs now, if it answers at once: then no generator stops, which costs more than many a statement. */
let direct: DirectDatabase | undefined;

/** Runs work to its end in one go: nothing else gets a turn meanwhile. */
export function runAtOnce<Result>(work: Work<Result>, database: DirectDatabase): Result {
  const before = direct;
  direct = database;
  try {
    const { value } = work.next();
    return value as Result;
  } finally {
    direct = before;
  }
}

/** How a step is given to a database, and how its result is read where that comes later. */
type Kind<Given, Result> = {
  toStep(statement: Statement, parameters: Given): Step;
  ask(database: DirectDatabase, statement: Statement, parameters: Given): Result;
  read(execution: Execution): Result;
};

const all: Kind<Parameters, Row[]> = {
  toStep: (statement, parameters) => ({ kind: "all", statement, parameters }),
  ask: (database, statement, parameters) => database.all(statement, parameters),
  read: ({ rows }) => rows,
};

const first: Kind<Parameters, Row | undefined> = {
  toStep: (statement, parameters) => ({ kind: "first", statement, parameters }),
  ask: (database, statement, parameters) => database.first(statement, parameters),
  read: ({ rows }) => rows[0],
};

const changes: Kind<Parameters, number> = {
  toStep: (statement, parameters) => ({ kind: "changes", statement, parameters }),
  ask: (database, statement, parameters) => database.changes(statement, parameters),
  read: ({ changes }) => changes,
};

const each: Kind<readonly Parameters[], void> = {
  toStep: (statement, parameters) => ({ kind: "each", statement, parameters }),
  ask(database, statement, parameters) {
    for (const one of parameters) database.changes(statement, one);
  },
  read: () => {},
};

/** One statement as work. A generator for each of them would cost as much as a small statement. */
class Execute<Given, Result> implements Work<Result> {
  readonly #kind: Kind<Given, Result>;
  readonly #statement: Statement;
  readonly #parameters: Given;

  constructor(kind: Kind<Given, Result>, statement: Statement, parameters: Given) {
    this.#kind = kind;
    this.#statement = statement;
    this.#parameters = parameters;
  }

  [Symbol.iterator]() {
    return this;
  }

  next(execution?: Execution): IteratorResult<Step, Result> {
    if (direct) return { done: true, value: this.#kind.ask(direct, this.#statement, this.#parameters) };
    if (execution) return { done: true, value: this.#kind.read(execution) };
    return { done: false, value: this.#kind.toStep(this.#statement, this.#parameters) };
  }

  throw(error: unknown): never {
    throw error;
  }
}

/** Returns work that has its result already. */
export function resultOf<Result>(value: Result): Work<Result> {
  const work: Work<Result> = {
    [Symbol.iterator]: () => work,
    next: () => ({ done: true, value }),
    throw(error) {
      throw error;
    },
  };
  return work;
}

/** Makes a query. @param options.readsBigints whether integers of the result are read as bigints */
export function query(sql: string, { readsBigints = false }: { readsBigints?: boolean } = {}): Query {
  const statement: Statement = { sql, readsBigints };

  return {
    all: (...parameters) => new Execute(all, statement, parameters),
    get: (...parameters) => new Execute(first, statement, parameters),
    run: (...parameters) => new Execute(changes, statement, parameters),
    runEach: (list) => new Execute(each, statement, list),
  };
}

/**
 * Does all of the work or nothing. Other writers wait until it is over, so that what it reads stays true until it writes.
 * Within another one it is a part of that.
 */
export function* atomically<Result>(work: () => Work<Result>): Work<Result> {
  if (direct) direct.begin();
  else yield { kind: "begin" };
  try {
    const result = yield* work();
    if (direct) direct.commit();
    else yield { kind: "commit" };
    return result;
  } catch (error) {
    if (direct) direct.rollback();
    else yield { kind: "rollback" };
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
