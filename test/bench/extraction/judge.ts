/** The shares of a text, from 0 to 1: expected and found, found only, expected only. */
export type BodyMatch = { both: number; surplus: number; missing: number };

/**
 * Whether two titles are equal but for white space, case, marks for hyphenation, and the kind of quotation marks and
 * dashes. The sets hold titles as a browser draws them, often in capitals that only the style sheet asks for.
 */
export function isSameTitle(one: string, other: string): boolean {
  return foldLine(one).toLowerCase() === foldLine(other).toLowerCase();
}

/**
 * Whether a date is of the expected day, in UTC or in a zone in which the page itself writes that moment. The sets hold
 * the day that a reader sees.
 * @param date RFC 3339 in UTC
 */
export function isSameDay(date: string, day: string, html: string): boolean {
  if (date.slice(0, 10) === day) return true;
  const moments = html.matchAll(/(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?[+-]\d\d:?\d\d/g);
  return [...moments].some(([moment, localDay]) => localDay === day && Date.parse(moment) === Date.parse(date));
}

/**
 * Whether two lists of names hold the same names, in whatever order and case. A text may hold several names, and labels,
 * degrees and addresses of mail with them.
 */
export function areSameNames(one: readonly string[], other: readonly string[]): boolean {
  return foldNames(one) === foldNames(other);
}

const besideNames =
  /\S+@\S+|(?:^|[,;]\s*)(?:by|von|par|por|作者)[\s:：]+|(?<=[,\s])(?:ph\.?d|m\.?d)\b\.?|(?<!\s\p{L})\.(?=\s*(?:[,;]|$))/giu;

function foldNames(texts: readonly string[]): string {
  const names = texts
    .flatMap((text) => text.replace(besideNames, " ").split(/[,;/|&]|\s(?:and|und|et|y)\s/i))
    .map((name) => foldLine(name).toLowerCase());
  return [...new Set(names)]
    .sort()
    .filter((name) => name !== "")
    .join("; ");
}

function foldLine(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\u00AD\u200B]/g, "")
    .replace(/&#0?39;|[‘’‚‛`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[–—]/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}

/** Compares texts by their runs of four words, as evaluate.py of scrapinghub's set does. */
export function matchBody(expected: string, found: string): BodyMatch {
  const [expectedRuns, foundRuns] = [countRuns(expected), countRuns(found)];
  let [both, surplus, missing] = [0, 0, 0];
  for (const run of new Set([...expectedRuns.keys(), ...foundRuns.keys()])) {
    const [expectedCount, foundCount] = [expectedRuns.get(run) ?? 0, foundRuns.get(run) ?? 0];
    both += Math.min(expectedCount, foundCount);
    surplus += Math.max(0, foundCount - expectedCount);
    missing += Math.max(0, expectedCount - foundCount);
  }
  const all = Math.max(1, both + surplus + missing);
  return { both: both / all, surplus: surplus / all, missing: missing / all };
}

function countRuns(text: string): Map<string, number> {
  const words = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
  const counts = new Map<string, number>();
  for (let index = 0; index < Math.max(1, words.length - 3); index++) {
    const run = words.slice(index, index + 4).join(" ");
    if (run !== "") counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

/** Returns F1 of the mean precision and the mean recall, as evaluate.py of scrapinghub's set does. */
export function meanF1(matches: readonly BodyMatch[]): number {
  const mean = (shares: number[]) => shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  const precision = mean(
    matches.filter(({ both, surplus }) => both + surplus > 0).map(({ both, surplus }) => both / (both + surplus)),
  );
  const recall = mean(
    matches.filter(({ both, missing }) => both + missing > 0).map(({ both, missing }) => both / (both + missing)),
  );
  return (2 * precision * recall) / (precision + recall || 1);
}

/** Counts the texts that a found text holds, as evaluate.py of trafilatura's set does. */
export function matchParts(parts: { with: readonly string[]; without: readonly string[] }, found: string): BodyMatch {
  const fold = (text: string) => text.replace(/\s+/g, " ").trim();
  const isFound = (part: string) => fold(found).includes(fold(part));
  const both = parts.with.filter(isFound).length;
  return { both, surplus: parts.without.filter(isFound).length, missing: parts.with.length - both };
}

/** Returns F1 of the sums, as evaluate.py of trafilatura's set does. */
export function sumF1(matches: readonly BodyMatch[]): number {
  const sum = (of: (match: BodyMatch) => number) => matches.reduce((total, match) => total + of(match), 0);
  const both = sum((match) => match.both);
  return (2 * both) / (2 * both + sum((match) => match.surplus) + sum((match) => match.missing) || 1);
}
