import type { Draft } from "./article.ts";

type Text = Pick<Draft, "title" | "summary" | "content_html" | "content_text">;

/** Texts are compared up to this length, which tells enough. */
const maxComparedLength = 100_000;

/** Texts with at least this many different words are compared by pairs of words, because all texts share common words. */
const minPairedWords = 60;

/** With fewer words, titles and contents do not tell that they have nothing in common. */
const minTellingWords = 4;

/** The share of the shorter text below which two texts have hardly anything in common. */
const minShare = { pairs: 0.1, words: 0.2 };

/** A letter of a script without spaces between words counts as a word; else letters and digits in a row do. */
const word =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]|[\p{L}\p{N}\p{M}]+/gu;

/**
 * Tells whether two articles have hardly anything in common, so that neither is an edited form of the other. Articles
 * without words say nothing, and are not unrelated.
 * @param parts compares titles and contents, or contents only, where the titles are the same
 */
export function areUnrelated(one: Text, other: Text, parts: "all" | "content"): boolean {
  const [words, otherWords] = [wordsOf(one, parts), wordsOf(other, parts)];
  if (Math.min(new Set(words).size, new Set(otherWords).size) >= minPairedWords) {
    return shareOf(pairsOf(words), pairsOf(otherWords)) < minShare.pairs;
  }
  const [telling, otherTelling] = [tellingWords(words), tellingWords(otherWords)];
  if (parts === "all" && Math.min(telling.size, otherTelling.size) < minTellingWords) return false;
  return shareOf(telling, otherTelling) < minShare.words;
}

function wordsOf(
  { title = "", summary = "", content_html, content_text = "" }: Text,
  parts: "all" | "content",
): string[] {
  const content = content_html?.slice(0, maxComparedLength).replace(/<[^>]*>|&#?\w+;/g, " ") ?? content_text;
  const text = [parts === "all" ? title : "", summary, content].join(" ").slice(0, maxComparedLength);
  return text.normalize("NFKC").toLowerCase().match(word) ?? [];
}

/** Leaves short words out, which any two texts may share; pairs of them if there are no others, as in Japanese. */
function tellingWords(words: readonly string[]): Set<string> {
  const long = words.filter((each) => each.length > 3 || /\p{N}/u.test(each));
  return long.length > 0 ? new Set(long) : pairsOf(words);
}

function pairsOf(words: readonly string[]): Set<string> {
  return new Set(words.slice(1).map((each, index) => `${words[index]} ${each}`));
}

/** Returns the share of the smaller set that the larger one has, from 0 to 1; 1 when the smaller one is empty. */
function shareOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const size = Math.min(one.size, other.size);
  const sharedCount = [...one].filter((each) => other.has(each)).length;
  return size === 0 ? 1 : sharedCount / size;
}
