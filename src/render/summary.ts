import type { Article } from "../article/article.ts";
import { textOf } from "../article/html/text-of.ts";
import { oneLine } from "../article/plain-text.ts";
import { excerptOf } from "./excerpt.ts";

/** The length of a summary from the content, in UTF-16 code units. */
const maxSummaryLength = 300;

/** Returns an article's summary in plain text, or else the beginning of its content. */
export function summaryOf(article: Pick<Article, "summary" | "content_html" | "content_text">): string | undefined {
  if (article.summary) return article.summary;
  const content = article.content_html ? textOf(article.content_html) : oneLine(article.content_text ?? "");
  return excerptOf(content, maxSummaryLength) || undefined;
}
