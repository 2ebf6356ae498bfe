import { nonEmptyObject } from "../article/fields.ts";
import { textOf } from "../article/html/text-of.ts";
import { formatCount, limits } from "../article/limits.ts";
import { CourantError } from "../errors.ts";
import { cleanArticle } from "./clean/clean.ts";
import { withoutOriginLine } from "./clean/origin-line.ts";
import { firstLanguage, resolveHtml, usableUrl } from "./feed-parts.ts";
import type { ImportOptions } from "./import-options.ts";
import { Skip } from "./skip.ts";
import { replaceBlocks } from "./wordpress-blocks.ts";
import { addParagraphs } from "./wordpress-paragraphs.ts";
import { type ReplacedShortcodes, replaceShortcodes } from "./wordpress-shortcodes.ts";
import { datesOf } from "./wxr-dates.ts";
import { contentRestriction } from "./wxr-restriction.ts";
import type { WxrSite } from "./wxr-site.ts";
import { findForbiddenCharacter } from "./xml.ts";

/**
 * A post in an export. `line`: where its item begins; `lines`: where its long fields begin; `meta`: the custom fields that
 * are read; `restriction`: why it is not meant for everybody.
 */
export type WxrPost = {
  line: number;
  lines: Partial<Record<string, number>>;
  fields: Partial<Record<string, string>>;
  tags: string[];
  meta: Partial<Record<string, string>>;
  restriction?: string | undefined;
};

/** The hosts whose frames stay, and the zone of local times if nothing in the export says it. */
export type WxrOptions = Pick<ImportOptions, "frames" | "timezone">;

/**
 * Returns the article in a post, and a note of what was left out of it. It is cleaned here (clean/clean.ts), because it may
 * become part of a longer import that no longer knows its origin.
 * @throws Skip for a post that is not meant for everybody; ARTICLE_INVALID for one that cannot be kept
 */
export function articleOfPost(
  post: WxrPost,
  site: WxrSite,
  { frames, timezone = "UTC" }: WxrOptions,
): { article: unknown; note?: string | undefined } {
  const { fields, tags, meta } = post;
  const title = textOf(fields.title ?? "");
  refusePost(post, title);
  const { link, guid, "dc:creator": login } = fields;
  const toUrl = (address: string | undefined) => (site.link === undefined ? address : usableUrl(address, site.link));
  const url = toUrl(link?.trim() || undefined);
  const [enclosure, type = "application/octet-stream"] = enclosureIn(meta.enclosure);
  const surroundings = { ...site, postId: fields["wp:post_id"]?.trim() ?? "" };
  const excerpt = replaceShortcodes(fields["excerpt:encoded"] ?? "", surroundings);
  const rawContent = fields["content:encoded"] ?? "";
  const content = replaceBlocks(rawContent, replaceShortcodes(rawContent, surroundings), (id) => {
    const block = site.blocks.get(id);
    return block === undefined ? undefined : replaceShortcodes(block, surroundings);
  });
  const html = withoutOriginLine(addParagraphs(content.html), url);
  const image = site.attachments.get((meta._thumbnail_id ?? "").trim());
  const article = cleanArticle({
    id: guid?.trim() || url,
    url,
    title,
    summary: textOf(excerpt.html),
    content_html: resolveHtml(html, url === undefined ? site.link : undefined, { frames }),
    image: toUrl(image?.url),
    authors: login === undefined ? undefined : [{ name: site.authors.get(login.trim()) || login }],
    tags,
    language: firstLanguage(site.language),
    ...datesOf(fields, site.offsets, timezone),
    attachments: enclosure === undefined ? undefined : [{ url: toUrl(enclosure), mime_type: type }],
    _courant: nonEmptyObject({ image_description: image?.alt ?? (image?.caption && textOf(image.caption)) }),
  });
  return { article, note: noteOn(post, { "excerpt:encoded": excerpt, "content:encoded": content }) };
}

/** Returns what was left out of the fields of a post, with the lines. */
function noteOn(
  { line, lines, fields }: WxrPost,
  replaced: Readonly<Record<string, ReplacedShortcodes>>,
): string | undefined {
  const all = Object.entries(replaced).flatMap(([name, { leftOut }]) => leftOut.map((each) => ({ name, ...each })));
  if (all.length === 0) return undefined;
  const parts = all.slice(0, limits.mistakes).map(({ name, tag, reason, index }) => {
    const before = (fields[name] ?? "").slice(0, index);
    const place = formatCount((lines[name] ?? line) + before.split("\n").length - 1);
    return `${tag} on line ${place}${reason === undefined ? "" : ` (${reason})`}`;
  });
  const more = all.length - parts.length;
  return `left out ${[...parts, ...(more > 0 ? [`${formatCount(more)} more`] : [])].join(", ")}`;
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

/** Reads the custom field of an enclosure, which has address, length and media type on lines of their own. */
function enclosureIn(meta: string | undefined): [url?: string, type?: string] {
  const [url, , type] = (meta ?? "").split("\n").map((each) => each.trim());
  return [...(url ? [url] : []), ...(url && type ? [type] : [])] as [url?: string, type?: string];
}
