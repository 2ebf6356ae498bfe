import { createHash } from "node:crypto";
import type { Draft } from "../article/article.ts";
import { isAbsent, isMembers } from "./json.ts";

// An id or a URL alone identifies an article: another article may have the same headline (“Weather today”).

/** Returns the names that identify the only article of an input, so that importing it again finds it. */
export function namesOf(draft: Draft, file: string | undefined): string[] {
  return [...(file === undefined ? [] : [`file:${file}`]), ...(isIdentified(draft) ? [] : [nameByContent(draft)])];
}

/** Returns the names of one article among several. Its own date, if it has one, distinguishes equal headlines. */
export function namesAmongOthers(draft: Draft, article: unknown): string[] {
  if (isIdentified(draft)) return [];
  const hasOwnDate = draft.title !== undefined && isMembers(article) && !isAbsent(article.date_published);
  return [hasOwnDate ? `${nameByContent(draft)}|${draft.date_published}` : nameByContent(draft)];
}

function isIdentified({ id, url }: Draft): boolean {
  return id !== undefined || url !== undefined;
}

function nameByContent({
  title,
  summary,
  content_html,
  content_text,
  image,
  banner_image,
  attachments,
}: Draft): string {
  if (title !== undefined) return `headline:${title.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim()}`;
  const canonical = [summary, content_html, content_text, image, banner_image, attachments?.map(({ url }) => url)];
  return `content:${createHash("sha256").update(JSON.stringify(canonical)).digest("hex")}`;
}
