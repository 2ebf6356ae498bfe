import { conditionsOf } from "../../channel/terms.ts";
import type { Selection } from "../../config/schema.ts";
import type { Dialect } from "./dialect.ts";
import { type Query, query } from "./engine.ts";

/** The article has a term of each list in a JSON array of arrays. */
const hasTermOfEach = (dialect: Dialect, lists: string) => `NOT EXISTS (
  SELECT 1 FROM (${dialect.arrays(lists)}) AS list WHERE NOT EXISTS (
    SELECT 1 FROM (${dialect.texts("list.value")}) AS wanted JOIN terms AS other
    ON other.term = wanted.value AND other.published = articles.published AND other.article = articles.id))`;

/** The article meets one of the selections in a parameter or column, a JSON array of lists as those of `meetsLists`. */
export const isExcepted = (dialect: Dialect, except = ":except") =>
  `(CAST(${except} AS TEXT) <> '[]'
    AND EXISTS (SELECT 1 FROM (${dialect.arrays(except)}) AS one WHERE ${hasTermOfEach(dialect, "one.value")}))`;

/** The article has a term of each of some lists, a JSON array of arrays, and meets no selection of `isExcepted`. */
export const meetsLists = (dialect: Dialect, lists = ":lists", except = ":except") =>
  `(CAST(${lists} AS TEXT) = '[]' OR ${hasTermOfEach(dialect, lists)}) AND NOT ${isExcepted(dialect, except)}`;

/**
 * Makes a query of articles that meet `:lists` and nothing in `:except`. Where one of them is empty, its condition is left
 * out: it would take time for each article.
 * @param toSql returns the statement with a condition
 */
export function selectionQuery(
  dialect: Dialect,
  toSql: (condition: string) => string,
): (given: { lists: string; except: string }) => Query {
  const [meets, isNoException] = [hasTermOfEach(dialect, ":lists"), `NOT ${isExcepted(dialect)}`];
  const queryWith = (...conditions: string[]) => query(toSql(conditions.join(" AND ")));
  const without = { lists: queryWith(isNoException), except: queryWith(meets), both: queryWith("true") };
  const full = queryWith(meets, isNoException);
  return ({ lists, except }) =>
    lists === "[]" ? (except === "[]" ? without.both : without.lists) : except === "[]" ? without.except : full;
}

/** Returns selections as `:except` has them. */
export function exceptionsOf(selections: readonly Selection[] = []): string {
  return JSON.stringify(selections.map(conditionsOf));
}
