import { oneLine } from "../article/plain-text.ts";

const bullet = /^[-*•·–—]\s/;
const listItem = /^(?:[-*•·–—]|\d{1,3}[.)])\s/;

/** Scripts without gaps between words. In them nothing shows where a line had to end. */
const unspacedScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Tells whether a line ends like a sentence. Closing quotes and brackets do not count. */
export function endsSentence(line: string): boolean {
  return /[.!?…;,:。！？；：，।؟؛،۔]["'“”‘’»«」』)\]]*$/.test(line);
}

/** Tells whether a line separates the text above from the text below: `* * *`, `___`. */
export function isRule(line: string): boolean {
  return /^(?:[*_=~–—-] ?){3,}$/.test(line);
}

/**
 * Splits plain text into paragraphs. A blank line ends a paragraph, and so does a line end, unless the text is wrapped by
 * hand. The first line always stands alone: it is the headline, which is often longer than the lines below it.
 * White space is folded and words stay untouched. Line ends stay in verse and the like.
 */
export function paragraphsOf(text: string): string[] {
  const [headline = "", ...below] = text.trim().split(/[\n\u2028\u2029]/);
  const blocks = below
    .join("\n")
    .split(/\n\s*\n/)
    .map((block) =>
      block
        .split("\n")
        .map(oneLine)
        .filter((line) => line !== ""),
    );
  const lines = blocks.flat();
  // If many lines are long, each line is a paragraph: nobody wraps some paragraphs and leaves others.
  const isWrapped = lines.filter((line) => line.length > 120).length * 5 < lines.length;
  return [oneLine(headline), ...blocks.flatMap((block) => joinLines(block, isWrapped))];
}

/** Joins the lines of a block that continue each other. */
function joinLines(lines: readonly string[], isWrapped: boolean): string[] {
  const width = lines.reduce((widest, line) => Math.max(widest, line.length), 0);
  if (isVerse(lines, width)) return [lines.join("\n")];
  const paragraphs: string[] = [];
  let above = "";
  for (const line of lines) {
    const last = paragraphs.pop();
    if (last === undefined) paragraphs.push(line);
    else if (continuesLine(above, line, isWrapped ? width : 0)) paragraphs.push(`${last} ${line}`);
    else paragraphs.push(last, line);
    above = line;
  }
  return paragraphs;
}

/**
 * Tells whether short lines end on purpose, as in verse and addresses: few are sentences, and at least one has room for
 * the next word.
 */
function isVerse(lines: readonly string[], width: number): boolean {
  if (lines.length < 3 || width > 50 || lines.some((line) => listItem.test(line) || unspacedScript.test(line)))
    return false;
  if (lines.filter((line) => /[.!?؟।]["'“”‘’»«)\]]*$/.test(line)).length * 2 > lines.length) return false;
  return lines.some((line, index) => {
    const next = lines[index + 1];
    return next !== undefined && line.length + 1 + (next.split(" ", 1)[0] ?? "").length <= width;
  });
}

/** @param width the column at which the text is wrapped, or 0 */
function continuesLine(above: string, line: string, width: number): boolean {
  if (listItem.test(line) || isRule(line) || isRule(above) || line.startsWith(above) || above.startsWith(line))
    return false;
  // The next word did not fit, so a text wrapped by hand had to break the line here.
  const firstWord = line.split(" ", 1)[0] ?? "";
  if (width >= 55 && width <= 120 && above.length + 1 + firstWord.length > width) return true;
  return !endsSentence(above) && /^\p{Ll}/u.test(line);
}

/** Tells whether a line could be a heading: short, perhaps numbered, but no sentence, item of a list or quotation. */
export function looksLikeHeading(line: string): boolean {
  if (line.includes("\n") || line.length > 90 || line.split(" ").length > 14 || endsSentence(line) || bullet.test(line))
    return false;
  return /[\p{L}\p{N}]/u.test(line) && !/^\p{Ll}/u.test(line) && !/^["“„«‘'].*["”“»’']$/.test(line);
}
