import type { Draft } from "./article.ts";
import { textOf } from "./html/text-of.ts";

/** Titles that are longer are cut off in lists of readers and search engines. In characters. */
export const maxTitleCharacters = 110;

const findingTexts = {
  TITLE_MISSING: "The article has no title. Readers show its first words in lists.",
  TITLE_LONG: `The title has more than ${maxTitleCharacters} characters. Lists cut it off.`,
  SUMMARY_MISSING: "There is no summary. Feeds of summaries and lists show the beginning of the content.",
  CONTENT_MISSING: "There is no content: readers see the title and the summary only.",
  IMAGE_UNDESCRIBED: "The picture of the article has no description for those who do not see it.",
  PICTURES_UNDESCRIBED: "Pictures in the content have no description (alt) for those who do not see them.",
  MEDIA_INSECURE: "Pictures or media come over plain http. Readers on https pages do not load them.",
} as const;

export type FindingCode = keyof typeof findingTexts;

/** Something that an editor may want to mend. `field`: a JSON pointer; `count`: how often, if it can be more than once. */
export type Finding = { code: FindingCode; field: string; detail: string; count?: number };

/**
 * Finds what is missing in an article or will look bad. None of it hinders publishing.
 * @param article with sanitised HTML
 * @param baseUrl of the service: its own media come as its feeds do
 */
export function findingsOf(article: Draft, baseUrl: string): Finding[] {
  const { title = "", summary, content_html = "", content_text, image, attachments = [], _courant } = article;
  const findings: Finding[] = [];
  const add = (code: FindingCode, field: string, count?: number) =>
    findings.push({ code, field, detail: findingTexts[code], ...(count !== undefined && { count }) });
  const pictures = content_html.match(/<img\b(?:[^">]|"[^"]*")*>/g) ?? [];
  const undescribed = pictures.filter((tag) => !/ alt="[^"]*[^"\s][^"]*"/.test(tag)).length;
  const media = [...content_html.matchAll(/ (?:src|poster)="([^"]*)"/g)].map(([, url]) => url);
  const isInsecure = (url: string | undefined) => url?.startsWith("http:") && !url.startsWith(`${baseUrl}/`);
  const insecure = [...media, image, ...attachments.map(({ url }) => url)].filter(isInsecure).length;
  if (title === "") add("TITLE_MISSING", "/title");
  if ([...title].length > maxTitleCharacters) add("TITLE_LONG", "/title");
  if (!summary) add("SUMMARY_MISSING", "/summary");
  if (!content_text && pictures.length === 0 && textOf(content_html) === "") add("CONTENT_MISSING", "/content_html");
  if (image !== undefined && !_courant?.image_description) add("IMAGE_UNDESCRIBED", "/_courant/image_description");
  if (undescribed > 0) add("PICTURES_UNDESCRIBED", "/content_html", undescribed);
  if (insecure > 0) add("MEDIA_INSECURE", "/content_html", insecure);
  return findings;
}
