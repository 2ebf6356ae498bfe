import type { Article } from "../article/article.ts";
import { oneLine, textOf } from "../article/plain-text.ts";

/** UTF-16 code units, the mark for what is left out not counted. */
const longest = 300;

// The locale is fixed: the machine's own must not change a document.
const words = new Intl.Segmenter("en", { granularity: "word" });
const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** An article's summary in plain text; where it has none, the beginning of its content. */
export function summaryOf(article: Pick<Article, "summary" | "content_html" | "content_text">): string | undefined {
  if (article.summary) return article.summary;
  const content = article.content_html ? textOf(article.content_html) : oneLine(article.content_text ?? "");
  return beginning(content) || undefined;
}

/** Text of at most 300 code units, cut between words, or between characters where one word is longer. */
function beginning(text: string): string {
  if (text.length <= longest) return text;
  const end = lastBoundary(text, words) || lastBoundary(text, characters);
  return `${text.slice(0, end).replace(/[\s,;:–—-]+$/, "")}…`;
}

function lastBoundary(text: string, segmenter: Intl.Segmenter): number {
  let end = 0;
  for (const { index, segment } of segmenter.segment(text)) {
    if (index + segment.length > longest) break;
    end = index + segment.length;
  }
  return end;
}
