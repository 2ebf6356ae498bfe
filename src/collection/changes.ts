import type { DatabaseSync } from "node:sqlite";
import { everyArticleTerm } from "../channel/terms.ts";

/** Which terms of articles changed last. Used within a transaction. */
export function openChanges(database: DatabaseSync) {
  const last = database.prepare("SELECT change FROM changes WHERE term = ?");
  const save = database.prepare(
    "INSERT INTO changes (term, change) VALUES (:term, :change) ON CONFLICT (term) DO UPDATE SET change = :change",
  );

  return {
    /** A number higher than all before: the term of every article has the highest. */
    next: () => Number(last.get(everyArticleTerm)?.change ?? 0) + 1,

    /** Whoever selects by one of these terms finds that something changed. */
    note(terms: Iterable<string>, change: number): void {
      for (const term of terms) save.run({ term, change });
    },
  };
}
