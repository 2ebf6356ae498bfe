/**
 * A comment or marker before the headline: `<!-- … -->` and what becomes of it, such as `<-- test --!>`; and the line that
 * tells a press release.
 */
const marker =
  /^(?:<!?--.*?--!?>\s*)+|^(?:for immediate release|(?:press|news) release|pressemitteilung|communiqué de presse|nota de prensa)[\s:.]*$/i;

/** What stands between a headline and a site's name; the more letters, the surer. */
const separator = /\s+(?:\||–|—|-|::|·|»)\s+/g;

const smallWords =
  /^(?:a|an|and|by|da|das|de|del|der|des|di|die|do|du|el|for|in|la|le|les|of|on|the|to|und|van|von|y|і|та)$/;

const siteWords =
  /(?:^|\s)(?:news|times|post|daily|herald|tribune|reviews?|guardian|journal|gazette|today|online|media|magazine|chronicle|observer|telegraph|press|weekly|wire|reports?|network|tv|radio|blog|courier|examiner|express|independent|mail|mirror|standard|star|sun|bulletin|reuters|bbc|cnn|bloomberg|euronews|site|\p{L}*(?:zeitung|nachrichten|blatt|anzeiger|presse)|rundschau|kurier|новини|правда|газета)(?:\s|$)/iu;

export type Headline = { title: string; rest: string[] };

/**
 * The headline, and the paragraphs without it. The first line is the headline, perhaps with the site's name after it;
 * where a later line says it again, that is the surest sign of where the headline ends.
 */
export function takeHeadline(paragraphs: readonly string[]): Headline | undefined {
  const unmarked = paragraphs.map((line) => line.replace(marker, ""));
  const start = unmarked.findIndex((line) => line !== "");
  if (start === -1) return undefined;
  const first = unmarked[start] ?? "";
  const after = paragraphs.slice(start + 1);
  const title = repeatedPart(first, after) ?? withoutSiteName(first);
  const said = new Set([folded(title), folded(first)]);
  return { title, rest: after.filter((line) => !said.has(folded(line))) };
}

/** The longest part of the first line, up to a separator or its end, that stands alone in a later line. */
function repeatedPart(first: string, after: readonly string[]): string | undefined {
  const later = new Set(after.map(folded));
  const ends = [...first.matchAll(separator)].map((match) => match.index);
  return [first.length, ...ends.slice(-10).reverse()]
    .map((end) => first.slice(0, end))
    .find((part) => part !== "" && later.has(folded(part)));
}

/** Without a repetition only a last part goes that cannot well be part of the headline. When in doubt it stays. */
function withoutSiteName(first: string): string {
  const last = [...first.matchAll(separator)].at(-1);
  if (last === undefined || last.index === 0) return first;
  const headline = first.slice(0, last.index);
  const name = first.slice(last.index + last[0].length);
  const sign = last[0].trim();
  return isSiteName(name, headline, sign === "|" || sign === "::" || sign === "»") ? headline : first;
}

function isSiteName(name: string, headline: string, sure: boolean): boolean {
  const words = name.split(" ");
  if (/^[\w-]+(?:\.[\w-]+)+$/.test(name)) return true;
  if (words.length > 5 || name.length > 40 || /[.,;:!?…"“”„«»()[\]]|['‘’](?!s\b)/u.test(name)) return false;
  if (!words.every((word) => /^[\p{Lu}\p{Lo}\p{N}&]/u.test(word) || smallWords.test(word))) return false;
  if (sure) return true;
  // After a dash a name may also be who is quoted, or the second half of a headline in title case.
  if (/["“”„«»‘’']$/.test(headline) && !siteWords.test(name)) return false;
  const sentenceCase = headline.split(" ").some((word) => /^\p{Ll}{4,}/u.test(word));
  return sentenceCase && (siteWords.test(name) || words.length > 2);
}

/** A line as it compares with another: case, quotation marks and kinds of dashes do not count. */
function folded(line: string): string {
  return line
    .normalize("NFKC")
    .toLowerCase()
    .replace(/["'“”„«»‘’`´]/g, "'")
    .replace(/[–—-]/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}
