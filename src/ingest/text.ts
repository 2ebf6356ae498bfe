import type { Draft } from "../article/article.ts";
import { escapeHtml, xmlSafe } from "../article/plain-text.ts";
import { extractCaption } from "./text-caption.ts";
import { extractHeadline } from "./text-headline.ts";
import { detectLanguage } from "./text-language.ts";
import { isRule, looksLikeHeading, paragraphsOf } from "./text-paragraphs.ts";
import { isLeftover, isSideLine } from "./text-side-lines.ts";

/** Lines in the place of an image. */
const imagePlaceholder = /^\[?(?:(?:news|article|featured|main|lead|hero) (?:image|photo|picture)|image|photo)\]?$/i;

/**
 * Returns the article in text that was copied or scraped from a news page: headline, lead, caption and credit, headings and
 * paragraphs. Every word of the prose stays. The lead is the summary and also opens the content. The language is given when
 * the script leaves no doubt.
 */
export function articleOfText(text: string): Draft {
  const paragraphs = paragraphsOf(xmlSafe(text).replace(/\r\n?/g, "\n")).flatMap(splitVerse);
  const headline = extractHeadline(paragraphs);
  if (headline === undefined) return {};
  const isUntitled = headline.title.length > 250;
  const lines = [...(isUntitled ? [headline.title] : []), ...headline.rest].filter((line) => !isLeftover(line));
  const placeholder = lines.findIndex((line) => imagePlaceholder.test(line));
  const { caption, rest: prose } = extractCaption(
    lines.filter((line) => !imagePlaceholder.test(line)),
    placeholder,
  );
  const lead = prose.find((line) => !looksLikeHeading(line) && !isRule(line) && !isSideLine(line)) ?? prose[0];
  const language = detectLanguage([headline.title, ...headline.rest].join(" "));
  return {
    ...(language !== undefined && { language }),
    ...(!isUntitled && { title: headline.title }),
    ...(lead !== undefined && { summary: lead, content_html: htmlOf(prose) }),
    ...(caption !== undefined && {
      _courant: {
        ...(caption.description !== undefined && { image_description: caption.description }),
        ...(caption.credit !== undefined && { image_credit: caption.credit }),
      },
    }),
  };
}

/** Splits verse and the like into lines, if some of them belong to the page. */
function splitVerse(paragraph: string): string[] {
  const lines = paragraph.split("\n");
  return lines.some((line) => isLeftover(line) || imagePlaceholder.test(line)) ? lines : [paragraph];
}

/** Formats paragraphs as HTML. A line that looks like a heading is one if it stands between two paragraphs. */
function htmlOf(prose: readonly string[]): string {
  const isProse = (line: string | undefined) => line !== undefined && !looksLikeHeading(line) && !isRule(line);
  return prose
    .map((line, index) => {
      if (isRule(line)) return "<hr>";
      const isHeading = looksLikeHeading(line) && isProse(prose[index - 1]) && isProse(prose[index + 1]);
      const tag = isHeading ? "h2" : "p";
      return `<${tag}>${escapeHtml(line).replaceAll("\n", "<br>\n")}</${tag}>`;
    })
    .join("\n");
}
