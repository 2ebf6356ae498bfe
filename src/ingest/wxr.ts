import { counted, limits } from "../article/limits.ts";
import { type ItemMarks, openItemMarks } from "./item-marks.ts";
import { checkItemCount, type Item } from "./json.ts";
import { Skip } from "./skip.ts";
import { articleOfPost, type WxrPost, type WxrSite } from "./wxr-post.ts";
import { openXml, type XmlReader } from "./xml.ts";
import { openXmlNames } from "./xml-names.ts";

/*
 * WordPress's export, WordPress eXtended RSS (https://wordpress.org/export/): an RSS document whose items are posts,
 * pages, attachments and whatever else a site keeps. Names have the prefixes that WordPress writes, whatever the document's
 * own are.
 */

/** What is read of an item; `wp:post_id` and `wp:attachment_url` are for attachments. */
const itemFields: ReadonlySet<string> = new Set([
  ...["title", "link", "guid", "dc:creator", "content:encoded", "excerpt:encoded", "wp:post_id", "wp:attachment_url"],
  ...["wp:post_date", "wp:post_date_gmt", "wp:post_modified_gmt", "wp:post_type", "wp:status", "wp:post_password"],
]);
const authorFields: ReadonlySet<string> = new Set(["wp:author_login", "wp:author_display_name"]);
const metaFields: ReadonlySet<string> = new Set(["wp:meta_key", "wp:meta_value"]);
const metaKeys: ReadonlySet<string> = new Set(["_thumbnail_id", "enclosure"]);

/**
 * Reads an export as it comes. What posts refer to, authors and attachments, may stand after them: `site` has all of it
 * at the end, and how many pages were left out.
 * @param onPost told of each post, of every status, with the line at which its item begins
 */
export function openWxr(onPost: (post: WxrPost) => void): XmlReader & { site: WxrSite } {
  const site: WxrSite = { authors: new Map(), attachments: new Map(), pages: 0 };
  let [post, line] = [newPost(0), 0];
  let [author, meta]: [Record<string, string>, Record<string, string>] = [{}, {}];
  let pieces: string[] | undefined;
  let length = 0;
  let isTag = false;
  let marks: ItemMarks | undefined;

  /** Whether the text of an element is wanted. */
  function isRead(name: string, depth: number): boolean {
    if (depth === 3) return name === "language";
    if (depth === 4) return itemFields.has(name) || authorFields.has(name) || name === "category";
    return depth === 5 && metaFields.has(name);
  }

  function keep(name: string, depth: number, text: string): void {
    if (depth === 3) site.language ??= text.trim();
    else if (depth === 5) meta[name] = text;
    else if (authorFields.has(name)) author[name] = text;
    else if (name !== "category") post.fields[name] ??= text;
    else if (isTag && post.tags.length <= limits.tags) post.tags.push(text);
  }

  function endItem(): void {
    const { fields } = post;
    post.restriction = marks?.restriction();
    const type = fields["wp:post_type"]?.trim() ?? "post";
    if (type === "post") onPost(post);
    else if (type === "page") site.pages++;
    else if (type === "attachment" && fields["wp:post_id"] && fields["wp:attachment_url"]) {
      site.attachments.set(copyOf(fields["wp:post_id"]), copyOf(fields["wp:attachment_url"]));
    }
  }

  const names = openXmlNames();
  const reader = openXml({
    open(typed, attributes, depth) {
      names.enter(attributes);
      const name = names.canonical(typed);
      if (depth === 3 && name === "item") {
        // Two items on one line are told apart all the same: a place is one item's only.
        line = Math.max(line + 1, reader.line());
        post = newPost(line);
        marks = openItemMarks(attributes);
      } else if (depth > 3) marks?.open(name, attributes, depth - 3);
      if (depth === 3 && name === "wp:author") author = {};
      if (depth === 4 && name === "wp:postmeta") meta = {};
      isTag = attributes.domain === "category" || attributes.domain === "post_tag";
      pieces = isRead(name, depth) ? [] : undefined;
      length = 0;
    },
    text(piece) {
      marks?.text(piece);
      if (!pieces || length > limits.content) return;
      length += piece.length;
      pieces.push(piece);
    },
    close(typed, depth) {
      const name = names.canonical(typed);
      names.leave();
      if (depth > 3) marks?.close(depth - 3);
      if (pieces) keep(name, depth, pieces.join(""));
      pieces = undefined;
      if (depth === 3 && name === "item") endItem();
      if (depth === 3 && name === "wp:author") {
        site.authors.set(copyOf(author["wp:author_login"] ?? ""), copyOf(author["wp:author_display_name"] ?? ""));
      }
      const { "wp:meta_key": key = "", "wp:meta_value": value = "" } = meta;
      if (depth === 4 && name === "wp:postmeta" && metaKeys.has(key)) post.meta[key] ??= value;
    },
  });
  return { ...reader, site };
}

/** A part of a text keeps all of the text in memory, and these outlive it. */
function copyOf(part: string): string {
  return Buffer.from(part).toString();
}

function newPost(line: number): WxrPost {
  return { line, fields: {}, tags: [], meta: {} };
}

/**
 * The posts of an export that is there as a whole.
 * @throws ARTICLE_INVALID when the XML cannot be read, or holds too many
 */
export function itemsOfWxr(text: string): Item[] {
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

/** What of an export is no article, as an item that says so. */
export function skippedPages({ pages }: WxrSite): Item[] {
  if (pages === 0) return [];
  const value = () => {
    throw new Skip(`Pages are left out, ${counted(pages)} of them: only posts are articles.`);
  };
  return [{ place: "pages", value }];
}
