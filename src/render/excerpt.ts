// The locale is fixed: the machine's own must not change a document.
const wordSegmenter = new Intl.Segmenter("en", { granularity: "word" });
const graphemeSegmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

const embeddings = "\u202A\u202B\u202D\u202E";
const isolates = "\u2066\u2067\u2068";
const popEmbedding = "\u202C";
const popIsolate = "\u2069";

/**
 * The beginning of a text, cut between words, or between characters where that keeps less than half of what fits; empty
 * where nothing of it can be kept.
 * @param length UTF-16 code units at most; the ellipsis for what is left out and the ends of directions do not count
 */
export function excerptOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const atWord = lastBoundary(text, wordSegmenter, length);
  const end = atWord < length / 2 ? lastBoundary(text, graphemeSegmenter, length) : atWord;
  const kept = text.slice(0, end).replace(/[\s,;:–—-]+$/, "");
  return kept && `${kept}${closeDirections(kept)}…`;
}

function lastBoundary(text: string, segmenter: Intl.Segmenter, length: number): number {
  let end = 0;
  for (const { index, segment } of segmenter.segment(text)) {
    if (index + segment.length > length) break;
    end = index + segment.length;
  }
  return end;
}

/** What ends the directional embeddings and isolates that a text leaves open (https://www.unicode.org/reports/tr9/). */
function closeDirections(text: string): string {
  let ends: string[] = [];
  for (const character of text) {
    if (embeddings.includes(character)) ends = [popEmbedding, ...ends];
    else if (isolates.includes(character)) ends = [popIsolate, ...ends];
    else if (character === popEmbedding && ends[0] === popEmbedding) ends = ends.slice(1);
    // The end of an isolate also ends the embeddings inside of it.
    else if (character === popIsolate && ends.includes(popIsolate)) ends = ends.slice(ends.indexOf(popIsolate) + 1);
  }
  return ends.join("");
}
