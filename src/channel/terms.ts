import type { Article } from "../article/article.ts";
import type { Selection } from "../config/schema.ts";

/** The term of every article. */
export const everyArticle = "all";

/** The term of articles without a URL of their own: they need a permalink page. */
export const permalinked = "permalinked";

/** What articles can be told apart by; a channel can be made for each value. */
export const facets = ["tag", "author", "language"] as const;
export type Facet = (typeof facets)[number];

/**
 * An article's values, as it spells them. An article in `en-GB` is also one in `en`: a language selects what begins with
 * its subtags (basic filtering, RFC 4647 section 3.3.1).
 */
export function valuesOf(article: Article, facet: Facet): string[] {
  if (facet === "tag") return article.tags ?? [];
  if (facet === "author") {
    return (article.authors ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]));
  }
  const subtags = article.language?.split("-") ?? [];
  return subtags.map((_, index) => subtags.slice(0, index + 1).join("-"));
}

/** What an article can be selected by, each term once. */
export function termsOf(article: Article): string[] {
  const terms = [
    everyArticle,
    ...(article.url === undefined ? [permalinked] : []),
    ...facets.flatMap((facet) => valuesOf(article, facet).map((value) => termOf(facet, value))),
  ];
  return [...new Set(terms)];
}

/** What a selection asks for: of each list an article must have at least one term. There is always a first list. */
export function conditionsOf(selection: Selection): [string[], ...string[][]] {
  const lists = [
    ...(selection.tags ? [termsFor("tag", selection.tags)] : []),
    ...(selection.authors ? [termsFor("author", selection.authors)] : []),
    ...(selection.language === undefined ? [] : [termsFor("language", [selection.language])]),
  ];
  const [first = [everyArticle], ...rest] = lists;
  return [first, ...rest];
}

/** The term of a value: equal for all spellings that count as the same. */
export function termOf(facet: Facet, value: string): string {
  return `${facet}:${fold(value)}`;
}

function termsFor(facet: Facet, values: readonly string[]): string[] {
  return [...new Set(values.map((value) => termOf(facet, value)))];
}

/** Text as it is compared: without regard to case, width and other compatibility forms (NFKC). */
function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().normalize("NFKC");
}
