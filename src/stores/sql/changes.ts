import { everyArticleTerm } from "../../channel/terms.ts";
import { atomically, query, type Work } from "./engine.ts";

/** Numbers the changes of articles, and keeps the last number for each term. */
export function openChanges() {
  const last = query("SELECT change FROM changes WHERE term = ?");
  const save = query(
    "INSERT INTO changes (term, change) VALUES (:term, :change) ON CONFLICT (term) DO UPDATE SET change = :change",
  );
  /** The last number of each term in the transaction that runs: many articles share their terms. */
  const notes = new Map<string, number>();

  return {
    /** Does all of it, with its notes, or nothing. */
    atomically: <Result>(work: () => Work<Result>): Work<Result> =>
      atomically(function* () {
        // Only one transaction writes at a time, and only it has notes.
        notes.clear();
        const result = yield* work();
        for (const [term, change] of notes) yield* save.run({ term, change });
        return result;
      }),

    /** A number higher than all before: the term of every article has the highest. Used within a transaction. */
    *next(): Work<number> {
      return (notes.get(everyArticleTerm) ?? Number((yield* last.get(everyArticleTerm))?.change ?? 0)) + 1;
    },

    /** Notes a change for terms: every selection by one of them counts as changed. Used within a transaction. */
    note(terms: Iterable<string>, change: number): void {
      for (const term of terms) notes.set(term, change);
    },
  };
}
