import { formatCount, limits } from "../article/limits.ts";
import { type ItemMarks, openItemMarks } from "./item-marks.ts";
import { checkItemCount, type ImportItem } from "./json.ts";
import { Skip } from "./skip.ts";
import { articleOfPost, type WxrPost, type WxrSite } from "./wxr-post.ts";
import { openXml, type XmlReader } from "./xml.ts";
import { openXmlNames } from "./xml-names.ts";

/*
 * The export of WordPress, WordPress eXtended RSS (https://wordpress.org/export/): an RSS document whose items are posts,
 * pages, attachments and other data of a site. Names have WordPress's own prefixes, whatever prefixes the document uses.
 */

/** The fields of an item that are read. `wp:post_id` and `wp:attachment_url` are for attachments. */
const itemFields: ReadonlySet<string> = new Set([
  "title",
  "link",
  "guid",
  "dc:creator",
  "content:encoded",
  "excerpt:encoded",
  "wp:post_id",
  "wp:attachment_url",
  "wp:post_date",
  "wp:post_date_gmt",
  "wp:post_modified_gmt",
  "wp:post_type",
  "wp:status",
  "wp:post_password",
]);
const authorFields: ReadonlySet<string> = new Set(["wp:author_login", "wp:author_display_name"]);
const metaFields: ReadonlySet<string> = new Set(["wp:meta_key", "wp:meta_value"]);
const metaKeys: ReadonlySet<string> = new Set(["_thumbnail_id", "enclosure"]);

/** Whether the text of an element is read. */
function isWanted(name: string, depth: number): boolean {
  if (depth === 3) return name === "language";
  if (depth === 4) return itemFields.has(name) || authorFields.has(name) || name === "category";
  return depth === 5 && metaFields.has(name);
}

/** Collects the fields of the current item, author and custom field. */
function createCollector(onPost: (post: WxrPost) => void) {
  const site: WxrSite = { authors: new Map(), attachments: new Map(), pages: 0 };
  let post = newPost(0);
  let author: Record<string, string> = {};
  let meta: Record<string, string> = {};

  function beginElement(name: string, depth: number, line: number): void {
    if (depth === 3 && name === "item") post = newPost(line);
    if (depth === 3 && name === "wp:author") author = {};
    if (depth === 4 && name === "wp:postmeta") meta = {};
  }

  function storeText(name: string, depth: number, text: string, isTag: boolean): void {
    if (depth === 3) site.language ??= text.trim();
    else if (depth === 5) meta[name] = text;
    else if (authorFields.has(name)) author[name] = text;
    else if (name !== "category") post.fields[name] ??= text;
    else if (isTag && post.tags.length <= limits.tags) post.tags.push(text);
  }

  function endItem(restriction: string | undefined): void {
    const { fields } = post;
    post.restriction = restriction;
    const type = fields["wp:post_type"]?.trim() ?? "post";
    if (type === "post") onPost(post);
    else if (type === "page") site.pages++;
    else if (type === "attachment" && fields["wp:post_id"] && fields["wp:attachment_url"]) {
      site.attachments.set(copyOf(fields["wp:post_id"]), copyOf(fields["wp:attachment_url"]));
    }
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
 * only at the end. It also counts the pages that were left out.
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
      collector.beginElement(name, depth, line);
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

/** Copies a short text, because a part of a text keeps the whole text in memory. */
function copyOf(part: string): string {
  return Buffer.from(part).toString();
}

function newPost(line: number): WxrPost {
  return { line, fields: {}, tags: [], meta: {} };
}

/**
 * Returns the posts of a complete export.
 * @throws ARTICLE_INVALID for XML that cannot be read, or holds too many posts
 */
export function itemsOfWxr(text: string): ImportItem[] {
  const posts: WxrPost[] = [];
  const reader = openWxr((post) => checkItemCount(posts).push(post));
  reader.write(text);
  reader.end();
  const items = posts.map((post) => ({
    place: `line ${post.line}`,
    value: () => articleOfPost(post, reader.site),
  }));
  return [...checkItemCount(items), ...skippedPages(reader.site)];
}

/** Returns an item that reports the pages of an export, which are no articles. */
export function skippedPages({ pages }: WxrSite): ImportItem[] {
  if (pages === 0) return [];
  const value = () => {
    throw new Skip(`Pages are left out, ${formatCount(pages)} of them: only posts are articles.`);
  };
  return [{ place: "pages", value }];
}
