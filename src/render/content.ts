import type { Article } from "../article/article.ts";
import { withDirection } from "../article/direction.ts";
import type { ItemContext } from "./format.ts";
import { summaryOf } from "./summary.ts";
import { escapeText } from "./xml.ts";

/** The content of an article that a document shows: a summary in plain text and as HTML, and the whole content as HTML. */
export type ShownContent = { [Part in "summary" | "summaryHtml" | "html"]: string | undefined };

/** Selects the content of an article for a channel of whole articles or of summaries. Empty parts are undefined. */
export function selectContent(
  article: Article,
  { content, language }: Pick<ItemContext, "content" | "language">,
): ShownContent {
  const summary = content === "summary" ? summaryOf(article) : article.summary || undefined;
  const html = content === "summary" ? undefined : contentHtml(article);
  const asHtml = (source: string | undefined) => source && withDirection(source, article.language ?? language);
  return { summary, summaryHtml: asHtml(summary && escapeText(summary)), html: asHtml(html) };
}

/** Returns an article's content as HTML. Plain text becomes paragraphs. */
export function contentHtml(article: Pick<Article, "content_html" | "content_text">): string | undefined {
  if (article.content_html) return article.content_html;
  const paragraphs = (article.content_text ?? "").split(/\r?\n\s*\n/).filter((paragraph) => paragraph.trim() !== "");
  if (paragraphs.length === 0) return undefined;
  return paragraphs.map((paragraph) => `<p>${escapeText(paragraph.trim()).replace(/\r?\n/g, "<br>")}</p>`).join("\n");
}
