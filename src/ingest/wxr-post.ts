import { utcDate } from "../article/date.ts";
import { counted, limits } from "../article/limits.ts";
import { textOf } from "../article/plain-text.ts";
import { CourantError } from "../errors.ts";
import { cleanArticle } from "./clean/clean.ts";
import { languageOf } from "./feed-parts.ts";
import { Skip } from "./skip.ts";
import { paragraphs } from "./wordpress-paragraphs.ts";
import { withoutShortcodes } from "./wordpress-shortcodes.ts";
import { contentRestriction } from "./wxr-restriction.ts";
import { forbiddenIn } from "./xml.ts";

/**
 * A post as it stands in an export. `line`: where its item begins; `meta`: of its custom fields those that are read;
 * `restriction`: why it is not meant for everybody.
 */
export type WxrPost = {
  line: number;
  fields: Partial<Record<string, string>>;
  tags: string[];
  meta: Partial<Record<string, string>>;
  restriction?: string | undefined;
};

/** What posts refer to: names by login, addresses of attachments by id. */
export type WxrSite = {
  language?: string;
  authors: Map<string, string>;
  attachments: Map<string, string>;
  pages: number;
};

/**
 * The article in a post, cleaned (clean/clean.ts): it may go on as a part of a longer import, of which nobody knows what it was.
 * @throws Skip for a post that is not meant for everybody; ARTICLE_INVALID for one that cannot be kept
 */
export function articleOfPost(post: WxrPost, site: WxrSite): unknown {
  const { fields, tags, meta } = post;
  const title = textOf(fields.title ?? "");
  refuse(post, title);
  const { link, guid, "dc:creator": login } = fields;
  const [url, type = "application/octet-stream"] = enclosureIn(meta.enclosure);
  const content = fields["content:encoded"] ?? "";
  return cleanArticle({
    id: guid?.trim() || link?.trim(),
    url: link?.trim(),
    title,
    summary: textOf(withoutShortcodes(fields["excerpt:encoded"] ?? "")),
    content_html: paragraphs(withoutShortcodes(content)),
    image: site.attachments.get((meta._thumbnail_id ?? "").trim()),
    authors: login === undefined ? undefined : [{ name: site.authors.get(login) || login }],
    tags,
    language: languageOf(site.language),
    date_published: dateOf(fields["wp:post_date_gmt"]) ?? dateOf(fields["wp:post_date"]),
    date_modified: dateOf(fields["wp:post_modified_gmt"]),
    attachments: url === undefined ? undefined : [{ url, mime_type: type }],
  });
}

function refuse(post: Pick<WxrPost, "fields" | "restriction">, title: string): void {
  const called = title === "" ? "This post" : `“${title.slice(0, 80).toWellFormed()}”`;
  const restriction = post.restriction ?? contentRestriction(post.fields["content:encoded"] ?? "");
  if (restriction !== undefined) throw new Skip(`${called} is left out: ${restriction}.`);
  const invalid = (reason: string) => new CourantError("ARTICLE_INVALID", `${called} cannot be kept: ${reason}.`);
  for (const [name, text = ""] of Object.entries(post.fields)) {
    if (text.length > limits.content) throw invalid(`${name} has more than ${counted(limits.content)} characters`);
    const unfit = forbiddenIn(text);
    if (unfit !== undefined) throw invalid(`${name} has the character ${unfit}, which XML does not allow`);
  }
}

/** WordPress writes `2024-05-01 10:00:00`, and nothing but zeros where a date is not known. */
function dateOf(typed: string | undefined): string | undefined {
  return typed === undefined ? undefined : utcDate(`${typed.trim()}Z`);
}

/** The custom field of an enclosure has address, length and media type on lines of their own. */
function enclosureIn(meta: string | undefined): [url?: string, type?: string] {
  const [url, , type] = (meta ?? "").split("\n").map((each) => each.trim());
  return [...(url ? [url] : []), ...(url && type ? [type] : [])] as [url?: string, type?: string];
}
