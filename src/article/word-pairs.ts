import { unspacedLetter } from "./words.ts";

/** The longest words that count as short, in characters: articles, prepositions, pronouns. */
const maxShortLength = 3;

/** Stands between the words of a pair, and between two rows of pairs. No word contains it. */
const middleDot = "·";

/**
 * Returns the pairs of short words that stand one directly after the other, with a mark between two rows of short words. A
 * phrase of short words stands in a text exactly if the pairs of the phrase stand in those of the text, one directly after the
 * other. Nearly every article has “of” and “the” often, and few have “the of”, so pairs are found much sooner.
 * @param words the words of a text, in its order (words.ts)
 */
export function shortPairsOf(words: readonly string[]): string[] {
  const pairs: string[] = [];
  let before: string | undefined;
  for (const word of words) {
    if (!isShort(word)) before = undefined;
    else {
      if (before !== undefined) pairs.push(`${before}${middleDot}${word}`);
      else if (pairs.length > 0 && pairs.at(-1) !== middleDot) pairs.push(middleDot);
      before = word;
    }
  }
  return pairs;
}

/** Tells whether a phrase can be looked up by its pairs. */
export function areShort(words: readonly string[]): boolean {
  return words.length > 1 && words.every(isShort);
}

/** In scripts without blanks nearly all words are short. */
function isShort(word: string): boolean {
  return word.length <= maxShortLength && !unspacedLetter.test(word);
}
