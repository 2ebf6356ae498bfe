import type { Draft } from "../article/article.ts";
import { textOf } from "../article/html/text-of.ts";
import { foldText } from "../channel/terms.ts";
import type { ArticlePatterns } from "../config/schema.ts";

/** The patterns of a source: an article is taken if `include` is missing or matches it, and `exclude` does not. */
export type FilterSettings = { include?: ArticlePatterns | undefined; exclude?: ArticlePatterns | undefined };

type Field = keyof ArticlePatterns;

/** Creates the function that tells whether a source takes an article. It decides in time that grows with the text only. */
export function createArticleFilter({ include, exclude }: FilterSettings): (draft: Draft) => boolean {
  const includes = compilePatterns(include);
  const excludes = compilePatterns(exclude);
  const matchesAny = (matchers: Matcher[], draft: Draft) => matchers.some((matches) => matches(draft));
  return (draft) => (includes.length === 0 || matchesAny(includes, draft)) && !matchesAny(excludes, draft);
}

type Matcher = (draft: Draft) => boolean;

/** Returns a function for each field that has patterns. */
function compilePatterns(patterns: ArticlePatterns = {}): Matcher[] {
  return (Object.keys(fields) as Field[]).flatMap((name) => {
    const { valuesOf, toText, toGlob } = fields[name];
    const globs = (patterns[name] ?? []).map((pattern) => toGlob(pattern).split("*"));
    if (globs.length === 0) return [];
    return [(draft) => valuesOf(draft).some((value) => matchesGlob(toText(value), globs))];
  });
}

/** How a field of an article is compared. In a glob each `*` stands for any text. */
type FieldRule = {
  valuesOf(draft: Draft): string[];
  toText(value: string): string;
  toGlob(pattern: string): string;
};

const presentValues = (...values: (string | undefined)[]) => values.filter((value) => value !== undefined);

const wholeValue = { toText: foldText, toGlob: foldText };
/** The pattern stands anywhere, as whole words unless it begins or ends with `*`. */
const wholeWords = {
  toText: (text: string) => ` ${wordsOf(text)} `,
  toGlob: (text: string) => `* ${patternWords(text)} *`,
};

const fields: Record<Field, FieldRule> = {
  title: { ...wholeWords, valuesOf: ({ title }) => presentValues(title) },
  url: { toText: foldText, toGlob: (pattern) => `*${foldText(pattern)}*`, valuesOf: ({ url }) => presentValues(url) },
  tags: { ...wholeValue, valuesOf: ({ tags = [] }) => tags },
  authors: { ...wholeValue, valuesOf: ({ authors = [] }) => presentValues(...authors.map(({ name }) => name)) },
  text: {
    ...wholeWords,
    valuesOf: ({ title, summary, content_html, content_text }) =>
      presentValues(title, summary, content_text, content_html === undefined ? undefined : textOf(content_html)),
  },
};

/** Leaves words with a space between them. Signs such as + and # belong to words: C++, C#. */
function wordsOf(text: string): string {
  return foldText(text)
    .replace(/[^\p{L}\p{N}\p{M}\p{S}#]+/gu, " ")
    .trim();
}

function patternWords(pattern: string): string {
  return pattern.split("*").map(wordsOf).join("*");
}

/** Tells whether a text matches one of the globs, each given as its parts between the `*`. There is no backtracking. */
function matchesGlob(text: string, globs: readonly string[][]): boolean {
  return globs.some(([first = "", ...rest]) => {
    const last = rest.pop();
    if (last === undefined) return text === first;
    if (!text.startsWith(first)) return false;
    let end = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, end);
      if (found < 0) return false;
      end = found + part.length;
    }
    return text.length - last.length >= end && text.endsWith(last);
  });
}
