import { type Engine, query, type Work } from "./engine.ts";

/** The keys that nothing has, of those that the transaction that runs has looked up ahead. */
export type AbsentKeys = {
  /** Looks keys up, all at once. Nothing else writes until the transaction ends, which calls `forget` before. */
  lookUp(keys: readonly string[]): Work<void>;
  /** Whether a key was looked up, and nothing has it. */
  has(key: string): boolean;
  /** Notes that something has a key from now on. @returns whether it was absent */
  take(key: string): boolean;
  forget(): void;
};

/** @param isFree a condition of SQL that tells whether nothing has the key `given.value` */
export function openAbsentKeys({ dialect }: Pick<Engine, "dialect">, isFree: string): AbsentKeys {
  const find = query(`SELECT value AS key FROM (${dialect.texts("?")}) AS given WHERE ${isFree}`);
  let absent = new Set<string>();
  return {
    *lookUp(keys) {
      const rows = yield* find.all(JSON.stringify(keys));
      absent = new Set(rows.map(({ key }) => String(key)));
    },
    has: (key) => absent.has(key),
    take: (key) => absent.delete(key),
    forget() {
      absent = new Set();
    },
  };
}
