import { formatCount, limits } from "../article/limits.ts";
import { resolveUrl } from "./feed-parts.ts";
import { type ItemMarks, openItemMarks } from "./item-marks.ts";
import { checkItemCount, type ImportItem } from "./json.ts";
import { Skip } from "./skip.ts";
import { learnOffset } from "./wxr-dates.ts";
import { articleOfPost, type WxrOptions, type WxrPost } from "./wxr-post.ts";
import { statusRestriction } from "./wxr-restriction.ts";
import { copyOf, createSite, type WxrSite } from "./wxr-site.ts";
import { openXml, type XmlReader } from "./xml.ts";
import { openXmlNames } from "./xml-names.ts";

/*
 * The export of WordPress, WordPress eXtended RSS (https://wordpress.org/export/): an RSS document whose items are posts,
 * pages, attachments and other data of a site. Names have WordPress's own prefixes, whatever prefixes the document uses.
 */

/** The fields of an item that are read. `wp:attachment_url` and what stands below it are for attachments. */
const itemFields: ReadonlySet<string> = new Set([
  "title",
  "link",
  "guid",
  "pubdate",
  "dc:creator",
  "content:encoded",
  "excerpt:encoded",
  "wp:post_id",
  "wp:post_date",
  "wp:post_date_gmt",
  "wp:post_modified",
  "wp:post_modified_gmt",
  "wp:post_type",
  "wp:status",
  "wp:post_password",
  "wp:attachment_url",
  "wp:post_parent",
  "wp:menu_order",
]);
/** The fields whose lines messages name. */
const longFields: ReadonlySet<string> = new Set(["content:encoded", "excerpt:encoded"]);
const siteFields: ReadonlySet<string> = new Set(["language", "link", "wp:base_blog_url"]);
/** Types of items that make up the site, and that nobody reads by themselves. */
const siteTypes =
  /^(?:revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request|wp_\w+|acf-[\w-]+)$/;
const authorFields: ReadonlySet<string> = new Set(["wp:author_login", "wp:author_display_name"]);
const metaFields: ReadonlySet<string> = new Set(["wp:meta_key", "wp:meta_value"]);
const metaKeys: ReadonlySet<string> = new Set(["_thumbnail_id", "enclosure", "_wp_attachment_image_alt"]);

/** Tells whether the text of an element is read. */
function isWanted(name: string, depth: number): boolean {
  if (depth === 3) return siteFields.has(name);
  if (depth === 4) return itemFields.has(name) || authorFields.has(name) || name === "category";
  return depth === 5 && metaFields.has(name);
}

/** Collects the fields of the current item, author and custom field. */
function createCollector(onPost: (post: WxrPost) => void) {
  const { site, addFile } = createSite();
  let post = newPost(0);
  let author: Record<string, string> = {};
  let meta: Record<string, string> = {};

  function beginElement(name: string, depth: number, line: number): void {
    if (depth === 3 && name === "item") post = newPost(line);
    if (depth === 3 && name === "wp:author") author = {};
    if (depth === 4 && name === "wp:postmeta") meta = {};
    if (depth === 4 && longFields.has(name)) post.lines[name] ??= line;
  }

  function storeText(name: string, depth: number, text: string, isTag: boolean): void {
    if (depth === 3 && name === "language") site.language ??= text.trim();
    else if (depth === 3) addSiteAddress(text.trim());
    else if (depth === 5) meta[name] = text;
    else if (authorFields.has(name)) author[name] = text;
    else if (name !== "category") post.fields[name] ??= text;
    else if (isTag && post.tags.length <= limits.tags) post.tags.push(text);
  }

  function addSiteAddress(text: string): void {
    const address = resolveUrl(text, text);
    if (address !== undefined) site.link ??= address;
  }

  function endItem(restriction: string | undefined): void {
    post.restriction = restriction;
    learnOffset(site.offsets, post.fields);
    const type = post.fields["wp:post_type"]?.trim() ?? "post";
    if (type === "post") onPost(post);
    else if (type === "attachment") addFile(post);
    else if (type === "wp_block" && statusRestriction(post.fields["wp:status"] ?? "") === undefined) {
      site.blocks.set(copyOf(post.fields["wp:post_id"]), copyOf(post.fields["content:encoded"]));
    } else if (!siteTypes.test(type)) countType(type);
  }

  function countType(type: string): void {
    const name = copyOf(type.slice(0, 80).toWellFormed());
    const count = site.otherTypes.get(name) ?? 0;
    if (count > 0 || site.otherTypes.size < limits.mistakes) site.otherTypes.set(name, count + 1);
  }

  function endAuthor(): void {
    site.authors.set(copyOf(author["wp:author_login"] ?? ""), copyOf(author["wp:author_display_name"] ?? ""));
  }

  function endMeta(): void {
    const { "wp:meta_key": key = "", "wp:meta_value": value = "" } = meta;
    if (metaKeys.has(key)) post.meta[key] ??= value;
  }

  return { site, beginElement, storeText, endItem, endAuthor, endMeta };
}

/**
 * Reads an export piece by piece. Authors and attachments may follow the posts that refer to them, so `site` is complete
 * only at the end. It also counts the items that are no posts.
 * @param onPost called for each post, whatever its status
 */
export function openWxr(onPost: (post: WxrPost) => void): XmlReader & { site: WxrSite } {
  const collector = createCollector(onPost);
  const names = openXmlNames();
  let marks: ItemMarks | undefined;
  let pieces: string[] | undefined;
  let [line, length, isTag] = [0, 0, false];

  const reader = openXml({
    open(rawName, attributes, depth) {
      names.enter(attributes);
      const name = names.canonical(rawName);
      if (depth === 3 && name === "item") {
        // Two items on one line still need different places.
        line = Math.max(line + 1, reader.line());
        marks = openItemMarks(attributes);
      } else if (depth > 3) marks?.open(name, attributes, depth - 3);
      collector.beginElement(name, depth, depth === 3 ? line : reader.line());
      isTag = attributes.domain === "category" || attributes.domain === "post_tag";
      pieces = isWanted(name, depth) ? [] : undefined;
      length = 0;
    },
    text(piece) {
      marks?.text(piece);
      if (!pieces || length > limits.content) return;
      length += piece.length;
      pieces.push(piece);
    },
    close(rawName, depth) {
      const name = names.canonical(rawName);
      names.leave();
      if (depth > 3) marks?.close(depth - 3);
      if (pieces) collector.storeText(name, depth, pieces.join(""), isTag);
      pieces = undefined;
      if (depth === 3 && name === "item") collector.endItem(marks?.restriction());
      if (depth === 3 && name === "wp:author") collector.endAuthor();
      if (depth === 4 && name === "wp:postmeta") collector.endMeta();
    },
  });
  return { ...reader, site: collector.site };
}

function newPost(line: number): WxrPost {
  return { line, lines: {}, fields: {}, tags: [], meta: {} };
}

/**
 * Returns the posts of a complete export.
 * @throws ARTICLE_INVALID for XML that cannot be read, or holds too many posts
 */
export function itemsOfWxr(text: string, options: WxrOptions): ImportItem[] {
  const posts: WxrPost[] = [];
  const reader = openWxr((post) => checkItemCount(posts).push(post));
  reader.write(text);
  reader.end();
  const items = posts.map((post): ImportItem => {
    let note: string | undefined;
    return {
      place: `line ${post.line}`,
      value: () => {
        const read = articleOfPost(post, reader.site, options);
        note = read.note;
        return read.article;
      },
      note: () => note,
    };
  });
  return [...checkItemCount(items), ...skippedTypes(reader.site)];
}

/** Returns the items that report what an export has beside posts, such as pages: only posts are articles. */
export function skippedTypes({ otherTypes }: WxrSite): ImportItem[] {
  return [...otherTypes].map(([type, count]) => {
    const value = () => {
      const what = type === "page" ? "Pages" : `Items of the type “${type}”`;
      throw new Skip(`${what} are left out, ${formatCount(count)} of them: only posts are articles.`);
    };
    return { place: type === "page" ? "pages" : "other items", value };
  });
}
