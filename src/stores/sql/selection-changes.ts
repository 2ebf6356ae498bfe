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
  FROM (${dialect.rows(":given", { place: "BIGINT", term: "TEXT" })}) AS given`;
};

type SelectionChanges = Pick<SelectionStore, "changeNumber" | "changes" | "nextChangeTime">;

/** Tells what changes selections: articles that are written, and the time. */
export function openSelectionChanges(engine: Engine): SelectionChanges {
  const { dialect } = engine;
  const last = query(`SELECT max(change) AS change FROM changes WHERE ${dialect.isIn("term", "?")}`);
  const byTerm = query(changesByTerm(dialect));

  function* changes(selections: readonly ShownSelection[], now: number): Work<SelectionChange[]> {
    const changes = selections.map((): SelectionChange => ({ number: 0, due: undefined }));
    for (const given of Map.groupBy(selections.map(toConditions), ({ lists, except }) => lists + except).values()) {
      const [{ lists, except }] = given as [Conditions];
      const rows = yield* byTerm.all({ given: JSON.stringify(given.flatMap(termRows)), lists, except, now });
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

/** The terms of the first list of a selection at a place, and its other conditions as JSON. */
type Conditions = { place: number; terms: readonly string[]; lists: string; except: string };

function toConditions(selection: ShownSelection, place: number): Conditions {
  const [terms, ...others] = conditionsOf(selection);
  return { place, terms, lists: JSON.stringify(others), except: exceptionsOf(selection.except) };
}

const termRows = ({ place, terms }: Conditions) => terms.map((term) => ({ place, term }));
