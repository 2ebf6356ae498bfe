// The locale is fixed so that documents do not depend on the locale of the machine.
const wordSegmenter = new Intl.Segmenter("en", { granularity: "word" });
const graphemeSegmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

const embeddings = "\u202A\u202B\u202D\u202E";
const isolates = "\u2066\u2067\u2068";
const popEmbedding = "\u202C";
const popIsolate = "\u2069";

/**
 * Returns the beginning of a text, cut between words, or between characters when a cut between words would leave less
 * than half of the length. It is empty when no character fits.
 * @param maxLength the number of UTF-16 code units, not counting the ellipsis and the ends of directions
 */
export function excerptOf(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const wordEnd = lastBoundary(text, wordSegmenter, maxLength);
  const end = wordEnd < maxLength / 2 ? lastBoundary(text, graphemeSegmenter, maxLength) : wordEnd;
  const beginning = text.slice(0, end).replace(/[\s,;:–—-]+$/, "");
  return beginning && `${beginning}${closeDirections(beginning)}…`;
}

function lastBoundary(text: string, segmenter: Intl.Segmenter, maxLength: number): number {
  let end = 0;
  for (const { index, segment } of segmenter.segment(text)) {
    if (index + segment.length > maxLength) break;
    end = index + segment.length;
  }
  return end;
}

/** Returns the characters that end the embeddings and isolates that a text leaves open (Unicode UAX #9). */
function closeDirections(text: string): string {
  let ends: string[] = [];
  for (const character of text) {
    if (embeddings.includes(character)) ends = [popEmbedding, ...ends];
    else if (isolates.includes(character)) ends = [popIsolate, ...ends];
    else if (character === popEmbedding && ends[0] === popEmbedding) ends = ends.slice(1);
    // The end of an isolate also ends the embeddings inside it.
    else if (character === popIsolate && ends.includes(popIsolate)) ends = ends.slice(ends.indexOf(popIsolate) + 1);
  }
  return ends.join("");
}
