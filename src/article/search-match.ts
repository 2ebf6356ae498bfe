import type { SearchQuery, SearchTerm } from "./search-query.ts";
import type { SearchText } from "./search-text.ts";

/** Tells whether an article has all terms of a search, and none of those that it leaves out. */
export function matchesSearch({ all, none }: SearchQuery, { title, about, content }: SearchText): boolean {
  const hasTerm = (term: SearchTerm) => [title, about, content].some((words) => hasWords(words, term));
  return all.every(hasTerm) && !none.some(hasTerm);
}

/** Tells whether the words of a term are in a text, one directly after the other. */
export function hasWords(text: readonly string[], { words, isPrefix, whole }: SearchTerm): boolean {
  if (whole !== undefined && text.some((word) => word.startsWith(whole))) return true;
  return text.some((_, place) =>
    words.every((each, index) => {
      const word = text[place + index] ?? "";
      return isPrefix && index === words.length - 1 ? word.startsWith(each) : word === each;
    }),
  );
}
