/** A word is kept up to this length, in characters. */
const maxWordLength = 64;

/** Letters that Unicode does not decompose, and the letters that people type in their place. */
const plainLetters: Readonly<Record<string, string>> = {
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ħ: "h",
  ŧ: "t",
  ı: "i",
  ς: "σ",
};
const plainLetter = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "g");

/** Accents and optional vowels. In other scripts marks are letters: Japanese が is not か, and Hindi vowels are marks. */
const accents =
  /[[\p{M}&&[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}]]--[\u3099\u309A]]/gv;

/** Characters within words that nobody sees: the soft hyphen, joiners, marks of direction, the Arabic tatweel. */
const unseen = /[\u00AD\u0640\u200C-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

/** Letters, digits and marks in a row. */
const letterRun = /[\p{L}\p{N}\p{M}]+/gu;

/**
 * A letter of a script that puts no blanks between words, so that only a dictionary can find them; or of Korean, which the
 * segmenter divides from other scripts.
 */
export const unspacedLetter =
  /[\p{scx=Hangul}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/** The language decides nothing here, but it must be the same on every machine. */
const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** Changes whenever the words of a text may be others than before: with these rules, and with the dictionaries of Node. */
export const wordsVersion = `1, ICU ${process.versions.icu}`;

/**
 * Returns the words of a text in their order, as the search finds them: folded (`foldWords`), at most 64 characters long.
 * Letters and digits in a row are a word. In scripts without blanks between words, `Intl.Segmenter` finds the words
 * (Unicode Standard Annex 29). There is no stemming. Each word is its own only word.
 */
export function wordsOf(text: string): string[] {
  const known = new Map<string, string[]>();
  return letterRunsOf(text).flatMap((run) => splitRun(run, known));
}

/** Returns letters and digits in a row, folded. In scripts without blanks between words, these are several words. */
export function letterRunsOf(text: string): string[] {
  return foldWords(text).match(letterRun) ?? [];
}

/**
 * Folds text so that case, accents, width and other compatibility forms do not count: NFKD, accents removed, case folded,
 * then NFC, so that Korean syllables and Japanese letters are whole.
 */
export function foldWords(text: string): string {
  return removeAccents(text)
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKD")
    .replace(accents, "")
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter)
    .normalize("NFC");
}

function removeAccents(text: string): string {
  return text.normalize("NFKD").replace(unseen, "").replace(accents, "");
}

/**
 * Finds the words of a run. A word that the segmenter divides further by itself is divided.
 * @param known the words of the parts that were divided before: most words of a text are in it several times
 */
function splitRun(run: string, known: Map<string, string[]>): string[] {
  if (run.length === 1 || !unspacedLetter.test(run)) return [cutWord(run)];
  const parts = Array.from(segmenter.segment(run), ({ segment }) => segment);
  if (parts.length > 1) return parts.flatMap((part) => splitPart(part, known));
  return run.length > maxWordLength && cutWord(run) !== run ? splitRun(cutWord(run), known) : [run];
}

function splitPart(part: string, known: Map<string, string[]>): string[] {
  const before = known.get(part);
  if (before) return before;
  const words = splitRun(part, known);
  known.set(part, words);
  return words;
}

/** @returns the beginning of a word that is too long */
export function cutWord(word: string): string {
  return word.length > maxWordLength ? [...word.slice(0, 2 * maxWordLength)].slice(0, maxWordLength).join("") : word;
}
