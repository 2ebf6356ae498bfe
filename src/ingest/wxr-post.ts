import { utcDate } from "../article/date.ts";
import { formatCount, limits } from "../article/limits.ts";
import { textOf } from "../article/plain-text.ts";
import { CourantError } from "../errors.ts";
import { cleanArticle } from "./clean/clean.ts";
import { firstLanguage } from "./feed-parts.ts";
import { Skip } from "./skip.ts";
import { addParagraphs } from "./wordpress-paragraphs.ts";
import { withoutShortcodes } from "./wordpress-shortcodes.ts";
import { contentRestriction } from "./wxr-restriction.ts";
import { findForbiddenCharacter } from "./xml.ts";

/**
 * A post in an export. `line`: where its item begins; `meta`: the custom fields that are read; `restriction`: why it is not
 * meant for everybody.
 */
export type WxrPost = {
  line: number;
  fields: Partial<Record<string, string>>;
  tags: string[];
  meta: Partial<Record<string, string>>;
  restriction?: string | undefined;
};

/** Data that posts refer to: names of authors by login, and addresses of attachments by id. */
export type WxrSite = {
  language?: string;
  authors: Map<string, string>;
  attachments: Map<string, string>;
  pages: number;
};

/**
 * Returns the article in a post. It is cleaned here (clean/clean.ts), because it may become part of a longer import that no
 * longer knows its origin.
 * @throws Skip for a post that is not meant for everybody; ARTICLE_INVALID for one that cannot be kept
 */
export function articleOfPost(post: WxrPost, site: WxrSite): unknown {
  const { fields, tags, meta } = post;
  const title = textOf(fields.title ?? "");
  refusePost(post, title);
  const { link, guid, "dc:creator": login } = fields;
  const [url, type = "application/octet-stream"] = enclosureIn(meta.enclosure);
  const content = fields["content:encoded"] ?? "";
  return cleanArticle({
    id: guid?.trim() || link?.trim(),
    url: link?.trim(),
    title,
    summary: textOf(withoutShortcodes(fields["excerpt:encoded"] ?? "")),
    content_html: addParagraphs(withoutShortcodes(content)),
    image: site.attachments.get((meta._thumbnail_id ?? "").trim()),
    authors: login === undefined ? undefined : [{ name: site.authors.get(login) || login }],
    tags,
    language: firstLanguage(site.language),
    date_published: dateOf(fields["wp:post_date_gmt"]) ?? dateOf(fields["wp:post_date"]),
    date_modified: dateOf(fields["wp:post_modified_gmt"]),
    attachments: url === undefined ? undefined : [{ url, mime_type: type }],
  });
}

function refusePost(post: Pick<WxrPost, "fields" | "restriction">, title: string): void {
  const label = title === "" ? "This post" : `“${title.slice(0, 80).toWellFormed()}”`;
  const restriction = post.restriction ?? contentRestriction(post.fields["content:encoded"] ?? "");
  if (restriction !== undefined) throw new Skip(`${label} is left out: ${restriction}.`);
  const invalid = (reason: string) => new CourantError("ARTICLE_INVALID", `${label} cannot be kept: ${reason}.`);
  for (const [name, text = ""] of Object.entries(post.fields)) {
    if (text.length > limits.content) throw invalid(`${name} has more than ${formatCount(limits.content)} characters`);
    const forbiddenCharacter = findForbiddenCharacter(text);
    if (forbiddenCharacter !== undefined)
      throw invalid(`${name} has the character ${forbiddenCharacter}, which XML does not allow`);
  }
}

/** Reads a date such as `2024-05-01 10:00:00`. WordPress writes zeros for an unknown date. */
function dateOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : utcDate(`${text.trim()}Z`);
}

/** Reads the custom field of an enclosure, which has address, length and media type on lines of their own. */
function enclosureIn(meta: string | undefined): [url?: string, type?: string] {
  const [url, , type] = (meta ?? "").split("\n").map((each) => each.trim());
  return [...(url ? [url] : []), ...(url && type ? [type] : [])] as [url?: string, type?: string];
}
