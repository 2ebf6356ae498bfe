import { mediaTypeOf } from "../../article/media-types.ts";
import { escapeHtml } from "../../article/plain-text.ts";
import { addressOfTag } from "./addresses.ts";
import { htmlOfPlayer } from "./players.ts";
import { argumentOf, type Tag } from "./tag.ts";

/**
 * The HTML for a tag, and for the tag that closes it. `isBlock`: it is a block of its own, and no part of a
 * paragraph. `isUnderstood`: nothing that the tag says is lost.
 */
export type Meaning = { html: string; close: string; isBlock: boolean; isUnderstood: boolean };

/** The surroundings that tags refer to. `inline` reads Markdown without blocks; `values`: the front matter. */
export type TagContext = {
  inline: (markdown: string) => string;
  addressOfPage: (reference: string) => string | undefined;
  values: Readonly<Record<string, unknown>>;
};

/** The notices that have a name of their own, and so a title. */
const noticeTypes =
  /^(?:note|tip|info|information|hint|warning|caution|danger|important|success|attention|error|question|example|abstract|bug|failure|todo|seealso|see-also|summary|tldr|remember|check|help|pitfall|deepdive)$/;
const noticeNames =
  /^(?:notice|alert|notification|admonition|callout|aside|box|block|highlight-?box|panel|message|banner|blocknote|bootstrap-?alert)$/;
const quoteNames = /^(?:quote|blockquote|epigraph|pullquote)$/;
const detailsNames = /^(?:details|expand|collapse|collapsible|spoiler|accordion|toggle|dropdown|disclosure)$/;
const pictureNames =
  /^(?:figure|fig|img|image|picture|photo|resize_image|responsive-?image|asset_img|lightbox|imgproc|screenshot)$/;
const pictureAddress = /\.(?:png|jpe?g|gif|webp|avif|svg|bmp)(?:$|[?#])/i;

/** @param isPaired whether another tag closes this one */
export function meaningOf(tag: Tag, isPaired: boolean, context: TagContext): Meaning {
  const { kind, name } = tag;
  if (kind === "text")
    return fullMeaning(name === "html" ? tag.arguments.text : escapeHtml(tag.arguments.text), "", false);
  if (tag.isClosing || tag.isSilent) return { ...noMeaning, isUnderstood: true };
  if (kind === "wiki") return meaningOfWikiLink(tag, context);
  if (kind === "output" && !tag.source.includes("(")) return meaningOfValue(tag, context);
  const media = htmlOfPlayer(tag) ?? htmlOfMedia(tag, context);
  if (media !== undefined) return fullMeaning(media, "", true);
  const address = addressOfTag(tag, context);
  if (address !== undefined && !isPaired) return fullMeaning(htmlOfAddress(tag, address), "", false);
  return boxOf(tag, isPaired, context) ?? meaningOfRest(tag, isPaired, address);
}

const noMeaning: Meaning = { html: "", close: "", isBlock: false, isUnderstood: false };

function fullMeaning(html: string, close: string, isBlock: boolean): Meaning {
  return { html, close, isBlock, isUnderstood: true };
}

/** Without a page, a link of a wiki leaves its label. The label of a picture may be its width. */
function meaningOfWikiLink({ name, arguments: { positional } }: Tag, { addressOfPage }: TagContext): Meaning {
  const [page = "", label = ""] = positional;
  if (name === "embed" && pictureAddress.test(page)) {
    const width = /^\d{1,5}(?=$|x)/.exec(label)?.[0];
    const size = width === undefined ? "" : ` width="${width}"`;
    const alt = width === undefined ? label : "";
    return fullMeaning(`<img src="${escapeHtml(page)}" alt="${escapeHtml(alt)}"${size}>`, "", false);
  }
  const address = addressOfPage(page);
  const words = escapeHtml(label || page);
  if (address === undefined) return { ...noMeaning, html: words };
  return fullMeaning(`<a href="${escapeHtml(address)}">${words}</a>`, "", false);
}

/** Returns what a value says, such as `{{ page.title }}` or `{{ "/a/" | relative_url }}`. */
function meaningOfValue(tag: Tag, context: TagContext): Meaning {
  const { text } = tag.arguments;
  const member = /^(?:page|\$?frontmatter|this)\.(\w{1,60})$/.exec(text)?.[1];
  const value = member === undefined ? undefined : context.values[member];
  if (typeof value === "string" || typeof value === "number") return fullMeaning(escapeHtml(String(value)), "", false);
  const literal = /^(["'])(.*?)\1(?:\s*\||$)/s.exec(text)?.[2];
  if (literal !== undefined) return fullMeaning(escapeHtml(literal), "", false);
  const address = addressOfTag(tag, context);
  return address ? fullMeaning(escapeHtml(address), "", false) : noMeaning;
}

function htmlOfAddress(tag: Tag, address: string): string {
  const label = argumentOf(tag, "text", "title", "label", "name");
  return label === undefined ? escapeHtml(address) : `<a href="${escapeHtml(address)}">${escapeHtml(label)}</a>`;
}

function htmlOfMedia(tag: Tag, { inline }: TagContext): string | undefined {
  const { positional } = tag.arguments;
  const named = argumentOf(tag, "src", "source", "url", "path", "image", "imagepath", "file", "link", "mp4", "webm");
  const source = named ?? positional.find((each) => /\.\w{2,4}(?:$|[?#])/.test(each)) ?? "";
  const isPicture = pictureAddress.test(source) || (pictureNames.test(tag.name) && source !== "");
  const lines = ["title", "caption", "attr"].map((name) => argumentOf(tag, name) ?? "");
  const captions = [...new Set(lines)].filter((line) => line !== "");
  const caption = captions
    .map((line, index) => (/\p{P}$/u.test(line) || !captions[index + 1] ? line : `${line}.`))
    .join(" ");
  const mediaType = mediaTypeOf(source);
  if (mediaType.startsWith("video/")) return player("video", source, inline(caption));
  if (mediaType.startsWith("audio/")) return player("audio", source, inline(caption));
  if (!isPicture) return undefined;
  const isPictureName = pictureNames.test(tag.name);
  const quoted = positional.find((each) => isPictureName && each !== source && /\s/.test(each));
  // Octopress and Hexo: an address, a width, a height and words.
  const after = isPictureName && named === undefined ? positional.slice(positional.indexOf(source) + 1) : [];
  const words = after.filter((each) => !/^\d+(?:px|%)?$/.test(each)).join(" ");
  const alt = argumentOf(tag, "alt", "description") ?? quoted ?? (words || caption);
  const size = ["width", "height"].map((name) => {
    const pixels = /^\d{1,5}(?=(?:px)?$)/.exec(argumentOf(tag, name) ?? "")?.[0];
    return pixels === undefined ? "" : ` ${name}="${pixels}"`;
  });
  const image = `<img src="${escapeHtml(source)}" alt="${escapeHtml(alt)}"${size.join("")}>`;
  const target = argumentOf(tag, "link", "href");
  const linked = target === undefined || target === source ? image : `<a href="${escapeHtml(target)}">${image}</a>`;
  return figure(linked, inline(caption));
}

function player(tagName: "audio" | "video", source: string, caption: string): string {
  return figure(`<${tagName} controls src="${escapeHtml(source)}"></${tagName}>`, caption);
}

function figure(content: string, caption: string): string {
  return `<figure>${content}${caption === "" ? "" : `<figcaption>${caption}</figcaption>`}</figure>`;
}

/** Returns the quotation or the details that a notice becomes. */
function boxOf(tag: Tag, isPaired: boolean, { inline }: TagContext): Meaning | undefined {
  const { name } = tag;
  const title = titleOf(tag);
  const content = isPaired ? undefined : argumentOf(tag, "content", "text", "body");
  if (!(isPaired || content !== undefined || (tag.kind === "container" && tag.name !== ""))) return undefined;
  const inner = content === undefined ? "" : `<p>${inline(content)}</p>`;
  if (detailsNames.test(name)) {
    const summary = `<summary>${inline(title ?? "Details")}</summary>`;
    return fullMeaning(`<details>${summary}${inner}`, "</details>", true);
  }
  if (quoteNames.test(name)) {
    const author = argumentOf(tag, "author", "by", "source", "cite", "attribution");
    return fullMeaning(
      `<blockquote>${inner}`,
      `${author === undefined ? "" : `<p>— ${inline(author)}</p>`}</blockquote>`,
      true,
    );
  }
  if (!noticeNames.test(name) && !noticeTypes.test(name)) return undefined;
  const heading = title === undefined ? "" : `<p><strong>${inline(title)}</strong></p>`;
  return fullMeaning(`<blockquote>${heading}${inner}`, "</blockquote>", true);
}

/** Returns the title of a notice: its own, else its type. */
function titleOf(tag: Tag): string | undefined {
  const { positional } = tag.arguments;
  const named = argumentOf(tag, "title", "heading", "header", "summary");
  if (named !== undefined) return named;
  const isTyped = noticeNames.test(tag.name) && noticeTypes.test((positional[0] ?? "").toLowerCase());
  const own = positional
    .slice(isTyped ? 1 : 0)
    .filter((word) => !/^(?:true|false|open|closed|icon.*|fa.*)$/i.test(word));
  if (own.length > 0) return own.join(" ");
  const type = noticeTypes.test(tag.name)
    ? tag.name
    : (argumentOf(tag, "type", "kind", "status", "style") ?? positional[0]);
  return type !== undefined && noticeTypes.test(type.toLowerCase()) ? capitalise(type) : undefined;
}

function capitalise(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** Removes any other tag. Its content stays, below the tag's title, and as a link if the tag has an address. */
function meaningOfRest(tag: Tag, isPaired: boolean, address: string | undefined): Meaning {
  if (!isPaired) return noMeaning;
  const target = address ?? argumentOf(tag, "href", "url", "to");
  if (target !== undefined) return fullMeaning(`<a href="${escapeHtml(target)}">`, "</a>", false);
  const title = argumentOf(tag, "title", "label", "header", "heading", "name", "tabname");
  const heading = title === undefined ? "" : `<p><strong>${escapeHtml(title)}</strong></p>`;
  return { html: heading, close: "", isBlock: heading !== "", isUnderstood: false };
}
