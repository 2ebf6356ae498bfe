import type { SQLInputValue } from "node:sqlite";
import type { ArticleQuery, ArticleState } from "../article-query.ts";
import { numberOf } from "../sql/listed.ts";
import { matchExpression, unwantedExpression } from "./match.ts";

/** A condition on a row of `listed`, with the values of its parameters. */
export type Condition = { sql: string; values?: Readonly<Record<string, SQLInputValue>> };

/** A condition that may leave few articles. `numbers`: a query of the numbers of these articles. */
export type SetCondition = Condition & { numbers: string };

const stateConditions: Record<ArticleState, string> = {
  scheduled: "(listed.published > :now AND (listed.expires IS NULL OR listed.expires > :now))",
  published: "(listed.published <= :now AND (listed.expires IS NULL OR listed.expires > :now))",
  expired: "listed.expires <= :now",
};

/** Returns the conditions of states and dates. @param number the column of the number in the list */
export function rangeConditions({ states, from, to }: ArticleQuery, now: number, number: string): Condition[] {
  const isIn = states?.map((state) => stateConditions[state]).join(" OR ");
  const isScheduled = states?.length === 1 && states[0] === "scheduled";
  return [
    // The index of words knows numbers, which are in the order of publication.
    ...(isScheduled ? [{ sql: `${number} >= :due`, values: { due: numberOf(now + 1) } }] : []),
    ...(from === undefined ? [] : [{ sql: `${number} >= :from`, values: { from: numberOf(from) } }]),
    ...(to === undefined ? [] : [{ sql: `${number} < :to`, values: { to: numberOf(to) } }]),
    ...(isIn === undefined
      ? []
      : [{ sql: isIn === "" ? "false" : `(${isIn})`, ...(isIn !== "" && { values: { now } }) }]),
  ];
}

/** Returns the conditions of terms, of the source, and of expired articles, which may leave few articles. */
export function filterConditions({ terms = [], source, states }: ArticleQuery, now: number): SetCondition[] {
  const conditions = terms.map((list, index) => termCondition(list, `terms${index}`));
  if (source !== undefined) {
    conditions.push({
      sql: "+listed.source = :source",
      numbers: "SELECT number FROM listed INDEXED BY listed_source WHERE source = :source",
      values: { source },
    });
  }
  if (states?.length === 1 && states[0] === "expired") {
    conditions.push({
      sql: "+listed.expires <= :now",
      numbers: "SELECT number FROM listed INDEXED BY listed_expires WHERE expires <= :now",
      values: { now },
    });
  }
  return conditions;
}

function termCondition(terms: readonly string[], name: string): SetCondition {
  const isWanted = `terms.term IN (SELECT value FROM json_each(:${name}))`;
  return {
    sql: `EXISTS (SELECT 1 FROM terms WHERE ${isWanted} AND terms.published = listed.published AND terms.article = listed.article)`,
    numbers: `SELECT DISTINCT listed.number FROM terms CROSS JOIN listed ON listed.article = terms.article WHERE ${isWanted}`,
    values: { [name]: JSON.stringify(terms) },
  };
}

/** Returns the condition of a search; undefined when it has no words to find. */
export function searchCondition({ search }: ArticleQuery): SetCondition | undefined {
  if (search === undefined || search.all.length === 0) return undefined;
  const numbers = "SELECT rowid AS number FROM words WHERE words MATCH :search";
  return { sql: `listed.number IN (${numbers})`, numbers, values: { search: matchExpression(search) } };
}

/** Returns the condition of a search that only leaves articles out. */
export function unwantedConditions({ search }: ArticleQuery): Condition[] {
  if (search === undefined || search.all.length > 0 || search.none.length === 0) return [];
  const sql = "listed.number NOT IN (SELECT rowid FROM words WHERE words MATCH :unwanted)";
  return [{ sql, values: { unwanted: unwantedExpression(search) } }];
}
