import type { SearchQuery, SearchTerm } from "../../article/search-query.ts";

/** The parts of an article that a search looks at. */
export type SearchedPart = "title" | "about" | "content";

export const allParts: readonly SearchedPart[] = ["title", "about", "content"];

/** A condition on a row of `words`, with the values of its parameters. */
export type MatchCondition = { sql: string; values: Record<string, string> };

/**
 * Returns the condition of articles that a search finds. The index of tokens finds candidates; the order of words, and the
 * part in which they stand, is read from the words of the parts.
 * @param name begins the names of its parameters
 */
export function matchCondition({ all, none }: SearchQuery, name: string, parts = allParts): MatchCondition {
  const wanted = all.map((term, index) => termCondition(term, `${name}${index}`, parts));
  const unwanted = none.map((term, index) => termCondition(term, `${name}not${index}`, allParts));
  const sql = [...wanted.map((each) => each.sql), ...unwanted.map((each) => `NOT ${each.sql}`)].join(" AND ");
  return { sql: `(${sql})`, values: Object.assign({}, ...[...wanted, ...unwanted].map((each) => each.values)) };
}

function termCondition(term: SearchTerm, name: string, parts: readonly SearchedPart[]): MatchCondition {
  const phrase = phraseCondition(term.words, term.isPrefix, { name, parts });
  if (term.whole === undefined) return phrase;
  const whole = phraseCondition([term.whole], true, { name: `${name}whole`, parts });
  return { sql: `(${phrase.sql} OR ${whole.sql})`, values: { ...phrase.values, ...whole.values } };
}

/** Words that stand one after the other in one part. They hold letters, digits and marks only, so nothing is escaped. */
function phraseCondition(
  words: readonly string[],
  isPrefix: boolean,
  { name, parts }: { name: string; parts: readonly SearchedPart[] },
): MatchCondition {
  const tokens = words.map((word, index) => `'${word}'${isPrefix && index === words.length - 1 ? ":*" : ""}`);
  const candidates = `words.tokens @@ CAST(:${name}tokens AS tsquery)`;
  const values = { [`${name}tokens`]: tokens.join(" & ") };
  if (words.length === 1 && parts.length === allParts.length) return { sql: `(${candidates})`, values };
  const holds = parts.map((part) => `words.${part} LIKE :${name}phrase`).join(" OR ");
  const phrase = `% ${words.join(" ")}${isPrefix ? "" : " "}%`;
  return { sql: `(${candidates} AND (${holds}))`, values: { ...values, [`${name}phrase`]: phrase } };
}
