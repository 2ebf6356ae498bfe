import { createHash } from "node:crypto";
import type { Draft } from "../article/article.ts";
import { isAbsent, isMembers } from "./json.ts";

// An article that has an id or a URL is known by that alone: another one may have the same headline (“Weather today”).

/** What the only article of an input is known by, so that importing it again finds it again. */
export function namesOf(draft: Draft, file: string | undefined): string[] {
  return [...(file === undefined ? [] : [`file:${file}`]), ...(isIdentified(draft) ? [] : [said(draft)])];
}

/** The same for one of several; the date, where the article itself gives one, tells equal headlines apart. */
export function namesAmongOthers(draft: Draft, article: unknown): string[] {
  if (isIdentified(draft)) return [];
  const dated = draft.title !== undefined && isMembers(article) && !isAbsent(article.date_published);
  return [dated ? `${said(draft)}|${draft.date_published}` : said(draft)];
}

function isIdentified({ id, url }: Draft): boolean {
  return id !== undefined || url !== undefined;
}

function said({ title, summary, content_html, content_text, image, banner_image, attachments }: Draft): string {
  if (title !== undefined) return `headline:${title.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim()}`;
  const canonical = [summary, content_html, content_text, image, banner_image, attachments?.map(({ url }) => url)];
  return `content:${createHash("sha256").update(JSON.stringify(canonical)).digest("hex")}`;
}
