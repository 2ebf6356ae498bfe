import type { DatabaseSync } from "node:sqlite";
import { everyArticleTerm } from "../../channel/terms.ts";

/** Numbers the changes of articles, and keeps the last number for each term. Used within a transaction. */
export function openChanges(database: DatabaseSync) {
  const last = database.prepare("SELECT change FROM changes WHERE term = ?");
  const save = database.prepare(
    "INSERT INTO changes (term, change) VALUES (:term, :change) ON CONFLICT (term) DO UPDATE SET change = :change",
  );

  return {
    /** A number higher than all before: the term of every article has the highest. */
    next: () => Number(last.get(everyArticleTerm)?.change ?? 0) + 1,

    /** Notes a change for terms: every selection by one of them counts as changed. */
    note(terms: Iterable<string>, change: number): void {
      for (const term of terms) save.run({ term, change });
    },
  };
}
