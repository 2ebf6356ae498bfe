import type { SearchQuery, SearchTerm } from "../../article/search-query.ts";
import { areShort, shortPairsOf } from "../../article/word-pairs.ts";

/** The columns of the index that a search looks at; undefined for all. */
export type SearchedColumns = "title" | "title about" | undefined;

/**
 * Writes a search that has terms to find as an expression of FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax).
 * Words hold letters, digits and marks only.
 */
export function matchExpression({ all, none }: SearchQuery, columns?: SearchedColumns): string {
  const wanted = all.map((term) => termExpression(term, columns)).join(" AND ");
  const within = columns === undefined ? `(${wanted})` : `({${columns}} : (${wanted}))`;
  return none.length === 0 ? within : `(${within} NOT ${unwantedExpression({ none })})`;
}

/** Writes what a search leaves out as an expression. */
export function unwantedExpression({ none }: Pick<SearchQuery, "none">): string {
  return `(${none.map((term) => termExpression(term)).join(" OR ")})`;
}

/** Pairs do not say in which column they stand. */
function termExpression({ words, isPrefix, whole }: SearchTerm, columns?: SearchedColumns): string {
  if (!isPrefix && columns === undefined && areShort(words)) return `(pairs : "${shortPairsOf(words).join(" ")}")`;
  const phrase = `"${words.join(" ")}"${isPrefix ? " *" : ""}`;
  return whole === undefined ? phrase : `(${phrase} OR "${whole}" *)`;
}
