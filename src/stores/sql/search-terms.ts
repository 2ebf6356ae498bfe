import { everyArticleTerm, searchTermRange } from "../../channel/terms.ts";
import type { SelectionStore } from "../selections.ts";
import { openChanges } from "./changes.ts";
import { createStore, type Engine, query } from "./engine.ts";

/** Gives the terms of searches to articles. */
export function openSearchTerms(engine: Engine): Pick<SelectionStore, "noteFound" | "keepSearches"> {
  const { dialect } = engine;
  const changes = openChanges();
  const giveTerm = query(
    `INSERT INTO terms (term, published, article) SELECT :term, published, id FROM articles
     WHERE ${dialect.isIn("id", ":found")} AND deleted IS NULL ON CONFLICT DO NOTHING`,
  );
  const setChange = query("UPDATE articles SET change = :change WHERE id = :id");
  const termsOf = query("SELECT term FROM terms WHERE article = ?");
  const takeTerm = query(
    `DELETE FROM terms ${dialect.by("terms_article")}
     WHERE term = :term AND ${dialect.isIn("article", ":unfound")}`,
  );
  const dropSearches = query(
    `DELETE FROM terms WHERE term >= :from AND term < :before AND ${dialect.isNotIn("term", ":terms")}`,
  );

  return createStore<Pick<SelectionStore, "noteFound" | "keepSearches">>(engine, {
    *noteFound(term, { found, unfound, areWithheld = false }) {
      if (found.length + unfound.length === 0) return;
      yield* changes.atomically(function* () {
        const change = yield* changes.next();
        if (found.length > 0) yield* giveTerm.run({ term, found: JSON.stringify(found) });
        if (unfound.length > 0) yield* takeTerm.run({ term, unfound: JSON.stringify(unfound) });
        for (const id of areWithheld ? [...found, ...unfound] : []) {
          yield* setChange.run({ id, change });
          const terms = yield* termsOf.all(id);
          changes.note(
            terms.map((row) => String(row.term)),
            change,
          );
        }
        changes.note([term, everyArticleTerm], change);
      });
    },

    *keepSearches(terms) {
      yield* dropSearches.run({ ...searchTermRange, terms: JSON.stringify(terms) });
    },
  });
}
