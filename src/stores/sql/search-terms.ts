import type { DatabaseSync } from "node:sqlite";
import { everyArticleTerm, searchTermRange } from "../../channel/terms.ts";
import type { SelectionStore } from "../selections.ts";
import { openChanges } from "./changes.ts";

/** Gives the terms of searches to articles. */
export function openSearchTerms(database: DatabaseSync): Pick<SelectionStore, "noteFound" | "keepSearches"> {
  const changes = openChanges(database);
  const giveTerm = database.prepare(
    `INSERT OR IGNORE INTO terms (term, published, article)
     SELECT :term, published, id FROM articles WHERE id = :id AND deleted IS NULL`,
  );
  const setChange = database.prepare("UPDATE articles SET change = :change WHERE id = :id");
  const termsOf = database.prepare("SELECT term FROM terms WHERE article = ?");
  const takeTerm = database.prepare("DELETE FROM terms WHERE term = ? AND article = ?");
  const dropSearches = database.prepare(
    "DELETE FROM terms WHERE term >= :from AND term < :before AND term NOT IN (SELECT value FROM json_each(:terms))",
  );

  return {
    async noteFound(term, { found, unfound, areWithheld = false }) {
      if (found.length + unfound.length === 0) return;
      changes.transaction(() => {
        const change = changes.next();
        for (const id of found) giveTerm.run({ term, id });
        for (const id of unfound) takeTerm.run(term, id);
        for (const id of areWithheld ? [...found, ...unfound] : []) {
          setChange.run({ id, change });
          changes.note(
            termsOf.all(id).map((row) => String(row.term)),
            change,
          );
        }
        changes.note([term, everyArticleTerm], change);
      });
    },

    async keepSearches(terms) {
      dropSearches.run({ ...searchTermRange, terms: JSON.stringify(terms) });
    },
  };
}
