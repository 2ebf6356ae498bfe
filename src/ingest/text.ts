import type { Draft } from "../article/article.ts";
import { escapeHtml, xmlSafe } from "../article/plain-text.ts";
import { takeCaption } from "./text-caption.ts";
import { takeHeadline } from "./text-headline.ts";
import { languageOf } from "./text-language.ts";
import { isRule, looksLikeHeading, paragraphsOf } from "./text-paragraphs.ts";

/** Lines that stand where an image was. */
const imagePlaceholder = /^\[?(?:(?:news|article|featured|main|lead|hero) (?:image|photo|picture)|image|photo)\]?$/i;

/** Lines that belong to the page and not to the article. */
const leftover =
  /^(?:(?:advertisement|anzeige|реклама|story continues below(?: this)? advertisement|read more|read full story|show more|load more|mehr lesen|weiterlesen|читати далі|читати більше|читать далее|lire la suite|leer más|leia mais|leggi tutto|lees meer|läs mer|czytaj dalej|devamını oku|xem thêm|διαβάστε περισσότερα|اقرأ المزيد|ادامه مطلب|קרא עוד|और पढ़ें|อ่านต่อ|続きを読む|더 ?보기|阅读更多|閱讀更多|share this (?:article|story|post)|back to top|skip to (?:main )?content)[\s.…:»›→>]*|(?:read more|also read|read also)\s*[:|].*)$/i;

/**
 * The article in text that was copied or scraped from a news page: headline, lead, caption and credit, headings and
 * paragraphs. Every word of the prose is kept as it is; the lead is the summary and also opens the content. The language
 * is said where the script leaves no doubt.
 */
export function articleOfText(text: string): Draft {
  const paragraphs = paragraphsOf(xmlSafe(text).replace(/\r\n?/g, "\n")).flatMap(apart);
  const headline = takeHeadline(paragraphs);
  if (headline === undefined) return {};
  const untitled = headline.title.length > 250;
  const lines = [...(untitled ? [headline.title] : []), ...headline.rest].filter((line) => !leftover.test(line));
  const placeholder = lines.findIndex((line) => imagePlaceholder.test(line));
  const { caption, rest: prose } = takeCaption(
    lines.filter((line) => !imagePlaceholder.test(line)),
    placeholder,
  );
  const lead = prose.find((line) => !looksLikeHeading(line) && !isRule(line)) ?? prose[0];
  const language = languageOf([headline.title, ...headline.rest].join(" "));
  return {
    ...(language !== undefined && { language }),
    ...(!untitled && { title: headline.title }),
    ...(lead !== undefined && { summary: lead, content_html: htmlOf(prose) }),
    ...(caption !== undefined && {
      _courant: {
        ...(caption.description !== undefined && { image_description: caption.description }),
        ...(caption.credit !== undefined && { image_credit: caption.credit }),
      },
    }),
  };
}

/** The lines of verse and the like, where some belong to the page. */
function apart(paragraph: string): string[] {
  const lines = paragraph.split("\n");
  return lines.some((line) => leftover.test(line) || imagePlaceholder.test(line)) ? lines : [paragraph];
}

/** Paragraphs as HTML; a line that looks like a heading and stands between two that do not is one. */
function htmlOf(prose: readonly string[]): string {
  const isProse = (line: string | undefined) => line !== undefined && !looksLikeHeading(line) && !isRule(line);
  return prose
    .map((line, index) => {
      if (isRule(line)) return "<hr>";
      const heading = looksLikeHeading(line) && isProse(prose[index - 1]) && isProse(prose[index + 1]);
      const tag = heading ? "h2" : "p";
      return `<${tag}>${escapeHtml(line).replaceAll("\n", "<br>\n")}</${tag}>`;
    })
    .join("\n");
}
