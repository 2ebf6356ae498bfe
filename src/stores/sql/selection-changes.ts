import { conditionsOf } from "../../channel/terms.ts";
import type { SelectionChange, SelectionStore, ShownSelection } from "../selections.ts";
import type { Dialect } from "./dialect.ts";
import { createStore, type Engine, query, type Work } from "./engine.ts";
import { exceptionsOf, meetsLists } from "./selection-conditions.ts";

/**
 * For each of some terms, the number of its last change, and the moments when the next article with it is due, unless it
 * expires before, when the next one expires, and when the next date_modified of one comes.
 */
export const changesByTerm = (dialect: Dialect) => {
  const hasTerm = `EXISTS (SELECT 1 FROM terms AS given_term WHERE given_term.term = given.term
      AND given_term.published = articles.published AND given_term.article = articles.id)`;
  return `
  SELECT place, (SELECT change FROM changes WHERE changes.term = given.term) AS number,
    (SELECT terms.published FROM terms ${dialect.join} articles ON articles.id = terms.article
      WHERE terms.term = given.term AND terms.published > :now
        AND (articles.expires IS NULL OR articles.expires > articles.published) AND ${meetsLists(dialect)}
      ORDER BY terms.published LIMIT 1) AS due,
    (SELECT expires FROM articles
      WHERE expires > :now AND published <= :now AND ${hasTerm} AND ${meetsLists(dialect)}
      ORDER BY expires LIMIT 1) AS expiry,
    (SELECT modified_due FROM articles
      WHERE modified_due > :now AND published <= :now AND (expires IS NULL OR expires > modified_due)
        AND ${hasTerm} AND ${meetsLists(dialect)}
      ORDER BY modified_due LIMIT 1) AS modified
  FROM (${dialect.rows(":given", { place: "BIGINT", term: "TEXT" })} LIMIT :count) AS given`;
};

type SelectionChanges = Pick<SelectionStore, "changeNumber" | "changes" | "nextChangeTime">;

/** Tells what changes selections: articles that are written, and the time. */
export function openSelectionChanges(engine: Engine): SelectionChanges {
  const { dialect } = engine;
  const last = query(`SELECT max(change) AS change FROM changes WHERE ${dialect.isIn("term", "?")}`);
  const byTerm = query(changesByTerm(dialect));

  function* changes(selections: readonly ShownSelection[], now: number): Work<SelectionChange[]> {
    const changes = selections.map((): SelectionChange => ({ number: 0, due: undefined }));
    for (const { lists, except, given } of toAsked(selections)) {
      const rows = yield* byTerm.all({ given: JSON.stringify(given), count: given.length, lists, except, now });
      for (const { place, number, due, expiry, modified } of rows) {
        const change = changes[Number(place)] as SelectionChange;
        change.number = Math.max(change.number, Number(number));
        for (const time of [due, expiry, modified]) {
          if (typeof time === "number") change.due = Math.min(time, change.due ?? time);
        }
      }
    }
    return changes;
  }

  return createStore<SelectionChanges>(engine, {
    *changeNumber(selection) {
      const [terms] = conditionsOf(selection);
      return Number((yield* last.get(JSON.stringify(terms)))?.change ?? 0);
    },

    changes,

    *nextChangeTime(selection, now) {
      const [change] = yield* changes([selection], now);
      return change?.due;
    },
  });
}

/**
 * The most terms in one statement. PostgreSQL compiles a statement that it takes for large (JIT), which takes seconds, so
 * they are few; and each has a statement of its own where articles must meet other conditions as well.
 */
const maxTerms = 8;

/** Terms that one statement is asked for. Both other conditions are JSON. */
type Asked = { lists: string; except: string; given: { place: number; term: string }[] };

function* toAsked(selections: readonly ShownSelection[]): Generator<Asked> {
  let simple: Asked["given"] = [];
  for (const [place, selection] of selections.entries()) {
    const [terms, ...others] = conditionsOf(selection);
    const [lists, except] = [JSON.stringify(others), exceptionsOf(selection.except)];
    for (const term of terms) {
      if (lists === "[]" && except === "[]") simple.push({ place, term });
      else yield { lists, except, given: [{ place, term }] };
      if (simple.length < maxTerms) continue;
      yield { lists: "[]", except: "[]", given: simple };
      simple = [];
    }
  }
  if (simple.length > 0) yield { lists: "[]", except: "[]", given: simple };
}
