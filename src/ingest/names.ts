import { createHash } from "node:crypto";
import { addressKey } from "../article/address-key.ts";
import type { Draft } from "../article/article.ts";
import type { PreparedArticle } from "../article/prepare.ts";

// An id or a URL alone identifies an article: another article may have the same headline (“Weather today”).

/**
 * The name of a file and the place it came from: a folder, or a word for other places. A file is known by both, because
 * files of other places can have the same name.
 */
export type FileOrigin = { name: string | undefined; source?: string | undefined };

/** Returns what tells a file from all others: its place and its name. */
export function placedName({ name, source }: FileOrigin): string | undefined {
  if (name === undefined || source === undefined) return name;
  return `${source.replace(/\/$/, "")}/${name}`;
}

/** Returns the id that a new article from a file has, if others of its folder may link to it (RFC 9562, section 5.8). */
export function idOfFile(file: FileOrigin): string {
  const digits = createHash("sha256")
    .update(`file:${placedName(file) ?? ""}`)
    .digest("hex");
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 3) | 8).toString(16);
  const groups = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
  ];
  return `urn:uuid:${[...groups, digits.slice(20, 32)].join("-")}`;
}

/** Returns the names that identify the only article of an input, so that importing it again finds it. */
export function namesOf(draft: Draft, file: FileOrigin): Pick<PreparedArticle, "names" | "formerNames"> {
  const placed = placedName(file);
  const names = [
    ...(placed === undefined ? [] : [`file:${placed}`]),
    ...(isIdentified(draft) ? [] : [nameByContent(draft)]),
  ];
  return placed === file.name ? { names } : { names, formerNames: [`file:${file.name}`] };
}

/**
 * Returns the names of one article among several. Its own date, if it has one, distinguishes equal headlines.
 * @param sharesLink others have the same URL, which then is only a part of what the article is known by
 */
export function namesAmongOthers(draft: Draft, sharesLink: boolean): string[] {
  if (sharesLink && draft.id === undefined) return [nameAtLink(draft)];
  if (isIdentified(draft)) return [];
  const hasOwnDate = draft.title !== undefined && draft.date_published !== undefined;
  return [hasOwnDate ? `${nameByContent(draft)}|${draft.date_published}` : nameByContent(draft)];
}

function isIdentified({ id, url }: Draft): boolean {
  return id !== undefined || url !== undefined;
}

function nameAtLink(draft: Draft): string {
  const { url = "", date_published = "" } = draft;
  return `content:${hash([addressKey(url), date_published, nameByContent(draft)])}`;
}

function hash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
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
  return `content:${hash(canonical)}`;
}
