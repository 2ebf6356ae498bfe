import type { DatabaseSync } from "node:sqlite";
import { everyArticleTerm } from "../../channel/terms.ts";
import { transaction } from "../sqlite/transaction.ts";

/** Numbers the changes of articles, and keeps the last number for each term. */
export function openChanges(database: DatabaseSync) {
  const last = database.prepare("SELECT change FROM changes WHERE term = ?");
  const save = database.prepare(
    "INSERT INTO changes (term, change) VALUES (:term, :change) ON CONFLICT (term) DO UPDATE SET change = :change",
  );
  /** The last number of each term in the transaction that runs: many articles share their terms. */
  const notes = new Map<string, number>();

  return {
    /** Does all of it, with its notes, or nothing. */
    transaction<T>(work: () => T): T {
      notes.clear();
      return transaction(database, () => {
        const result = work();
        for (const [term, change] of notes) save.run({ term, change });
        return result;
      });
    },

    /** A number higher than all before: the term of every article has the highest. Used within a transaction. */
    next: () => (notes.get(everyArticleTerm) ?? Number(last.get(everyArticleTerm)?.change ?? 0)) + 1,

    /** Notes a change for terms: every selection by one of them counts as changed. Used within a transaction. */
    note(terms: Iterable<string>, change: number): void {
      for (const term of terms) notes.set(term, change);
    },
  };
}
