import type { Article } from "../article/article.ts";
import type { Channel } from "../config/schema.ts";
import { summaryOf } from "./summary.ts";
import { escapeText } from "./xml.ts";

/** What a document says of an article: a summary in plain text, the whole content in HTML. Empty is undefined. */
export type Said = { summary: string | undefined; html: string | undefined };

/** What a channel of whole articles or of summaries says of an article. */
export function said(article: Article, content: Channel["content"]): Said {
  if (content === "summary") return { summary: summaryOf(article), html: undefined };
  return { summary: article.summary || undefined, html: htmlOf(article) };
}

/** An article's content as HTML; plain text becomes paragraphs. */
export function htmlOf(article: Pick<Article, "content_html" | "content_text">): string | undefined {
  if (article.content_html) return article.content_html;
  const paragraphs = (article.content_text ?? "").split(/\r?\n\s*\n/).filter((paragraph) => paragraph.trim() !== "");
  if (paragraphs.length === 0) return undefined;
  return paragraphs.map((paragraph) => `<p>${escapeText(paragraph.trim()).replace(/\r?\n/g, "<br>")}</p>`).join("\n");
}
