/** A piece of HTML: a tag or a comment, or what stands between them. `isCode`: it stands in an element of code. */
export type HtmlSegment = { text: string; isTag: boolean; isCode: boolean };

const segmentPattern = /<!--[\s\S]*?(?:-->|$)|<[^<>]*>?|[^<]+/g;
const codeTag = /^<(\/?)(?:code|kbd|pre|samp|script|style|textarea)\b/i;

/**
 * Splits HTML.
 * @param depth how many elements of code are open before it
 */
export function htmlSegments(html: string, depth: number): { segments: HtmlSegment[]; depth: number } {
  let open = depth;
  const segments: HtmlSegment[] = [];
  for (const [text] of html.matchAll(segmentPattern)) {
    const isTag = text.startsWith("<");
    segments.push({ text, isTag, isCode: open > 0 });
    const slash = isTag ? codeTag.exec(text)?.[1] : undefined;
    if (slash !== undefined) open = Math.max(0, open + (slash === "" ? 1 : -1));
  }
  return { segments, depth: open };
}
