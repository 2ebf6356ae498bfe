import { CourantError } from "../errors.ts";
import { cutWord, letterRunsOf, wordsOf } from "./words.ts";

/**
 * Words that stand one after the other. `isPrefix`: the last of them may go on; `whole`: words of a script without blanks,
 * as one word, which a text may have instead.
 */
export type SearchTerm = { words: readonly string[]; isPrefix: boolean; whole?: string };

/** A search: articles with all the terms of `all` and none of `none`. */
export type SearchQuery = { all: readonly SearchTerm[]; none: readonly SearchTerm[] };

/** More terms tell no more, and cost time. */
const maxTerms = 20;

/** A term: an optional hyphen, then a phrase in quotes of any kind, or characters without white space and quotes. */
const termPattern = /(-?)(?:["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)|([^\s"“”„«»]+))/gu;

/**
 * Reads the text of a search: every word is the beginning of a word, `"…"` are words one after the other, and `-` before
 * either leaves out the articles that have it. Text without letters and digits says nothing.
 * @throws REQUEST_INVALID for more than 20 terms
 */
export function parseSearch(text: string): SearchQuery {
  const all: SearchTerm[] = [];
  const none: SearchTerm[] = [];
  for (const [, hyphen, phrase, word = ""] of text.matchAll(termPattern)) {
    const words = wordsOf(phrase ?? word);
    if (words.length === 0) continue;
    const isPrefix = phrase === undefined;
    (hyphen === "-" ? none : all).push({ words, isPrefix, ...(isPrefix && wholeOf(word, words)) });
  }
  if (all.length + none.length <= maxTerms) return { all, none };
  throw new CourantError(
    "REQUEST_INVALID",
    `The search (q) has ${all.length + none.length} words and phrases. Ask for at most ${maxTerms}.`,
  );
}

/** Text without blanks that is several words by itself may be the beginning of one longer word. */
function wholeOf(text: string, words: readonly string[]): { whole?: string } {
  const [run, ...others] = letterRunsOf(text);
  return run !== undefined && others.length === 0 && words.length > 1 ? { whole: cutWord(run) } : {};
}
