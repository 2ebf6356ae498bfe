/**
 * Lines and marks before the headline: a comment such as `<!-- … -->`, also a damaged one such as `<-- test --!>`, and the
 * line that announces a press release.
 */
const marker =
  /^(?:<!?--.*?--!?>\s*)+|^(?:for immediate release|(?:press|news) release|pressemitteilung|communiqué de presse|nota de prensa)[\s:.]*$/i;

/** Separators between a headline and a site's name. */
const separator = /\s+(?:\||–|—|-|::|·|»)\s+/g;

const smallWords =
  /^(?:a|an|and|by|da|das|de|del|der|des|di|die|do|du|el|for|in|la|le|les|of|on|the|to|und|van|von|y|і|та)$/;

const siteWords =
  /(?:^|\s)(?:news|times|post|daily|herald|tribune|reviews?|guardian|journal|gazette|today|online|media|magazine|chronicle|observer|telegraph|press|weekly|wire|reports?|network|tv|radio|blog|courier|examiner|express|independent|mail|mirror|standard|star|sun|bulletin|reuters|bbc|cnn|bloomberg|euronews|site|\p{L}*(?:zeitung|nachrichten|blatt|anzeiger|presse)|rundschau|kurier|новини|правда|газета)(?:\s|$)/iu;

export type Headline = { title: string; rest: string[] };

/**
 * Takes the headline out of paragraphs. The first line is the headline, perhaps followed by the site's name. If a later
 * line repeats the headline, that shows best where it ends.
 */
export function extractHeadline(paragraphs: readonly string[]): Headline | undefined {
  const linesWithoutMarkers = paragraphs.map((line) => line.replace(marker, ""));
  const start = linesWithoutMarkers.findIndex((line) => line !== "");
  if (start === -1) return undefined;
  const first = linesWithoutMarkers[start] ?? "";
  const after = paragraphs.slice(start + 1);
  const title = repeatedPart(first, after) ?? withoutSiteName(first);
  const titleLines = new Set([comparable(title), comparable(first)]);
  return { title, rest: after.filter((line) => !titleLines.has(comparable(line))) };
}

/** Returns the longest part of the first line, up to a separator or its end, that is repeated alone in a later line. */
function repeatedPart(first: string, after: readonly string[]): string | undefined {
  const later = new Set(after.map(comparable));
  const ends = [...first.matchAll(separator)].map((match) => match.index);
  return [first.length, ...ends.slice(-10).reverse()]
    .map((end) => first.slice(0, end))
    .find((part) => part !== "" && later.has(comparable(part)));
}

/** Removes the last part of the line if it can hardly belong to the headline. In doubt it stays. */
function withoutSiteName(first: string): string {
  const last = [...first.matchAll(separator)].at(-1);
  if (last === undefined || last.index === 0) return first;
  const headline = first.slice(0, last.index);
  const name = first.slice(last.index + last[0].length);
  const separatorSign = last[0].trim();
  return isSiteName(name, headline, separatorSign === "|" || separatorSign === "::" || separatorSign === "»")
    ? headline
    : first;
}

function isSiteName(name: string, headline: string, isSure: boolean): boolean {
  const words = name.split(" ");
  if (/^[\w-]+(?:\.[\w-]+)+$/.test(name)) return true;
  if (words.length > 5 || name.length > 40 || /[.,;:!?…"“”„«»()[\]]|['‘’](?!s\b)/u.test(name)) return false;
  if (!words.every((word) => /^[\p{Lu}\p{Lo}\p{N}&]/u.test(word) || smallWords.test(word))) return false;
  if (isSure) return true;
  // After a dash, a name may be the speaker of a quotation, or the second half of a headline in title case.
  if (/["“”„«»‘’']$/.test(headline) && !siteWords.test(name)) return false;
  const isSentenceCase = headline.split(" ").some((word) => /^\p{Ll}{4,}/u.test(word));
  return isSentenceCase && (siteWords.test(name) || words.length > 2);
}

/** Folds a line for comparison. Case, quotation marks and kinds of dashes do not count. */
function comparable(line: string): string {
  return line
    .normalize("NFKC")
    .toLowerCase()
    .replace(/["'“”„«»‘’`´]/g, "'")
    .replace(/[–—-]/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}
