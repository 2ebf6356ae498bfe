import type { Article } from "../article/article.ts";
import type { Selection } from "../config/schema.ts";

/** The term of every article. */
export const everyArticle = "all";

/** The term of articles without a URL of their own: they need a permalink page. */
export const permalinked = "permalinked";

/**
 * What an article can be selected by, each term once. An article in `en-GB` is also one in `en`: a language selects what
 * begins with its subtags (basic filtering, RFC 4647 section 3.3.1).
 */
export function termsOf(article: Article): string[] {
  const subtags = article.language?.split("-") ?? [];
  const terms = [
    everyArticle,
    ...(article.url === undefined ? [permalinked] : []),
    ...(article.tags ?? []).map(tagTerm),
    ...(article.authors ?? []).flatMap((author) => (author.name === undefined ? [] : [authorTerm(author.name)])),
    ...subtags.map((_, index) => languageTerm(subtags.slice(0, index + 1).join("-"))),
  ];
  return [...new Set(terms)];
}

/** What a selection asks for: of each list an article must have at least one term. There is always a first list. */
export function conditionsOf(selection: Selection): [string[], ...string[][]] {
  const lists = [
    ...(selection.tags ? [[...new Set(selection.tags.map(tagTerm))]] : []),
    ...(selection.authors ? [[...new Set(selection.authors.map(authorTerm))]] : []),
    ...(selection.language === undefined ? [] : [[languageTerm(selection.language)]]),
  ];
  const [first = [everyArticle], ...rest] = lists;
  return [first, ...rest];
}

const tagTerm = (tag: string) => `tag:${fold(tag)}`;
const authorTerm = (name: string) => `author:${fold(name)}`;
const languageTerm = (language: string) => `language:${fold(language)}`;

/** Text as it is compared: without regard to case, width and other compatibility forms (NFKC). */
function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().normalize("NFKC");
}
