/*
 * The room `channel`: terms by which channels select articles, slugs, automatic channels and archives. It holds types and
 * pure functions, and imports `article` and the types of `config`.
 */
import type { Article, Draft } from "../article/article.ts";
import type { Selection } from "../config/schema.ts";

/** The term of every article. */
export const everyArticleTerm = "all";

/** The term of articles without a URL of their own. They need a permalink page. */
export const permalinkTerm = "permalinked";

/** Articles with a permalink page: all of them, or those of a month (UTC), such as `2026-11`. */
export type PagesSelection = { pages: "all" | string };

const monthTermPrefix = "page-month:";

/** The range of the terms of months, in the order of texts: from the first, and before the second. */
export const monthTermRange = { from: monthTermPrefix, before: monthTermPrefix.replace(":", ";") };

/** Returns the month that a term names. */
export const monthOfTerm = (term: string) => term.slice(monthTermPrefix.length);

const searchTermPrefix = "search:";

/** The range of the terms of searches, as that of months. */
export const searchTermRange = { from: searchTermPrefix, before: searchTermPrefix.replace(":", ";") };

/** Returns the term of the articles that a search finds. Publishing gives it to them before each run. */
export function searchTerm(search: string): string {
  return searchTermPrefix + search;
}

/** Tells whether a term is that of a search. */
export const isSearchTerm = (term: string) => term.startsWith(searchTermPrefix);

/** The properties that tell articles apart. Each of their values can have a channel. */
export const facets = ["tag", "author", "language"] as const;
export type Facet = (typeof facets)[number];

/**
 * Returns an article's values of a facet, as the article spells them. An article in `en-GB` has the value `en` as well,
 * because a language selects all tags that begin with its subtags (basic filtering, RFC 4647 section 3.3.1).
 */
export function valuesOf(article: Draft, facet: Facet): string[] {
  if (facet === "tag") return article.tags ?? [];
  if (facet === "author") {
    return (article.authors ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]));
  }
  const subtags = article.language?.split("-") ?? [];
  return subtags.map((_, index) => subtags.slice(0, index + 1).join("-"));
}

/** Returns all terms that can select an article, each once. */
export function termsOf(article: Draft): string[] {
  const terms = [
    everyArticleTerm,
    ...(article.url === undefined ? [permalinkTerm] : []),
    ...facets.flatMap((facet) => valuesOf(article, facet).map((value) => termOf(facet, value))),
  ];
  return [...new Set(terms)];
}

/** Returns all terms of an article in the collection: those of `termsOf`, and the month of its permalink page. */
export function storedTermsOf(article: Article): string[] {
  const month = article.date_published.slice(0, 7);
  return [...termsOf(article), ...(article.url === undefined ? [`${monthTermPrefix}${month}`] : [])];
}

/** Returns the lists of terms of a selection. An article needs one term of each list. There is always a first list. */
export function conditionsOf(selection: Selection | PagesSelection): [string[], ...string[][]] {
  if ("pages" in selection) return [[selection.pages === "all" ? permalinkTerm : monthTermPrefix + selection.pages]];
  const lists = [
    ...(selection.tags ? [termsFor("tag", selection.tags)] : []),
    ...(selection.authors ? [termsFor("author", selection.authors)] : []),
    ...(selection.language === undefined ? [] : [termsFor("language", [selection.language])]),
    ...(selection.search === undefined ? [] : [[searchTerm(selection.search)]]),
  ];
  const [first = [everyArticleTerm], ...rest] = lists;
  return [first, ...rest];
}

/** Tells whether one of the exclusive channels selects an article with these terms. */
export function isWithheld(terms: readonly string[], exclusive: readonly Selection[]): boolean {
  return exclusive.some((selection) => isSelected(terms, selection));
}

/** Tells whether an article with these terms meets all conditions of a channel. */
export function isSelected(terms: readonly string[], selection: Selection = {}): boolean {
  return conditionsOf(selection).every((wanted) => wanted.some((term) => terms.includes(term)));
}

/** Returns the term of a value. All spellings that count as the same value have the same term. */
export function termOf(facet: Facet, value: string): string {
  return `${facet}:${foldText(value)}`;
}

function termsFor(facet: Facet, values: readonly string[]): string[] {
  return [...new Set(values.map((value) => termOf(facet, value)))];
}

/** Folds text for comparison: case, width and other compatibility forms (NFKC) do not count. */
export function foldText(text: string): string {
  return text.normalize("NFKC").toLowerCase().normalize("NFKC");
}
