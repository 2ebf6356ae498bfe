import { linkOf } from "../article/address.ts";
import type { Article } from "../article/article.ts";
import { directionFor } from "../article/direction.ts";
import type { CompletedArticle } from "../article/media.ts";
import { escapeHtml } from "../article/plain-text.ts";
import type { Channel } from "../config/schema.ts";
import { addressOf } from "./address.ts";
import { summaryOf } from "./summary.ts";
import { escapeText } from "./xml.ts";

/** The content of an article that a document shows: a summary in plain text and as HTML, and the whole content as HTML. */
export type ShownContent = { [Part in "summary" | "summaryHtml" | "html"]: string | undefined };

/** An article, and the content of it that its items show. */
export type ShownArticle = { article: CompletedArticle; content: ShownContent };

/**
 * Selects the content of articles for a channel of whole articles or of summaries. Empty parts are undefined.
 * @param style.language the language (BCP 47) of the feed, for articles without one
 * @param style.baseUrl the public address, without a trailing slash
 */
export function showArticles(
  articles: readonly CompletedArticle[],
  { content, language, baseUrl }: Pick<Channel, "content"> & { language: string; baseUrl: string },
): ShownArticle[] {
  const languages = new Set(articles.map((article) => article.language ?? language));
  const directions = new Map(Array.from(languages, (each) => [each, directionFor(each)]));
  return articles.map((article) => {
    const direct = directions.get(article.language ?? language);
    const summary = content === "summary" ? summaryOf(article) : article.summary || undefined;
    const html = content === "summary" ? undefined : withWholeLinks(contentHtml(article), article, baseUrl);
    const summaryHtml = summary && direct?.(escapeText(summary));
    return { article, content: { summary, summaryHtml, html: html && direct?.(html) } };
  });
}

/** A link inside an article, except to its footnotes, in sanitised HTML. */
const insideLink = /(<a(?: [a-z]+="[^"]*")*? href=")(?=#(?!fn(?:ref)?-[0-9a-f]{8}-))/g;

/** Puts the article's address before links inside it, which lead nowhere in a document of many articles. */
function withWholeLinks(html: string | undefined, article: Article, baseUrl: string): string | undefined {
  if (!html?.includes(' href="#')) return html;
  const link = escapeHtml(addressOf(linkOf(article, baseUrl)));
  return html.replace(insideLink, (start) => `${start}${link}`);
}

/** Returns an article's content as HTML. Plain text becomes paragraphs. */
export function contentHtml(article: Pick<Article, "content_html" | "content_text">): string | undefined {
  if (article.content_html) return article.content_html;
  const paragraphs = (article.content_text ?? "").split(/\r?\n\s*\n/).filter((paragraph) => paragraph.trim() !== "");
  if (paragraphs.length === 0) return undefined;
  return paragraphs.map((paragraph) => `<p>${escapeText(paragraph.trim()).replace(/\r?\n/g, "<br>")}</p>`).join("\n");
}
