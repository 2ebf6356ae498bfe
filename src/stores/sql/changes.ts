import { everyArticleTerm } from "../../channel/terms.ts";
import { atomically, query, type Work } from "./engine.ts";

/** Numbers the changes of articles, and keeps the last number for each term. */
export function openChanges() {
  const last = query("SELECT change FROM changes WHERE term = ?");
  const save = query(
    "INSERT INTO changes (term, change) VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET change = excluded.change",
  );
  /** The last number of each term in the transaction that runs: many articles share their terms. */
  const notes = new Map<string, number>();

  function* keepNotes<Result>(work: () => Work<Result>): Work<Result> {
    // Only one transaction writes at a time, and only it has notes.
    notes.clear();
    const result = yield* work();
    yield* save.runEach([...notes]);
    return result;
  }

  return {
    /** Does all of it, with its notes, or nothing. */
    atomically: <Result>(work: () => Work<Result>): Work<Result> => atomically(() => keepNotes(work)),

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
