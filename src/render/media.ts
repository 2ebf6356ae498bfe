import type { Article, Attachment } from "../article/article.ts";
import type { CompletedArticle, MediaFacts } from "../article/media.ts";
import { mediaTypeOf } from "../article/media-types.ts";
import { addressOf } from "./address.ts";
import { element, escapePlain } from "./xml.ts";

/** The namespace of Media RSS (https://www.rssboard.org/media-rss), for RSS and Atom. */
export const mediaNamespace = "http://search.yahoo.com/mrss/";

/** Returns the attachment for an item that can have only one enclosure: the first audio or video, or else the first. */
export function enclosureOf({ attachments }: Article): Attachment | undefined {
  return attachments?.find(({ mime_type }) => /^(?:audio|video)\//i.test(mime_type)) ?? attachments?.[0];
}

/**
 * Renders the article's pictures: its image as `media:content` with size, credit and description and as
 * `media:thumbnail`, and its banner. Without an image, credit and description are elements of the item, which Media RSS
 * allows ("Optional Elements").
 */
export function imageElements(article: CompletedArticle): string[] {
  const { image, banner_image: banner, attachments = [], media } = article;
  const { image_credit: credit, image_description: description, image_width, image_height } = article._courant;
  const said: string[] = [];
  if (credit !== undefined) said.push(element("media:credit", { role: "author" }, escapePlain(credit)));
  if (description !== undefined) said.push(element("media:description", { type: "plain" }, escapePlain(description)));

  const known = new Set([image, ...attachments.map(({ url }) => url)]);
  const other =
    banner === undefined || known.has(banner)
      ? []
      : [element("media:content", { ...imageAttributes(banner, media?.[banner]), ...sizeAttributes(media?.[banner]) })];
  if (image === undefined) return [...said, ...other];
  const size = { width: image_width?.toString(), height: image_height?.toString() };
  const attached = attachments.find(({ url }) => url === image);
  return [
    element(
      "media:content",
      { ...imageAttributes(image, media?.[image]), ...(attached && attachmentAttributes(attached)), ...size },
      ...titleElements(attached),
      ...said,
    ),
    element("media:thumbnail", { url: addressOf(image), ...size }),
    ...other,
  ];
}

function imageAttributes(image: string, facts: MediaFacts = {}) {
  return { url: addressOf(image), medium: "image", type: imageTypeOf(image, facts), fileSize: facts.bytes?.toString() };
}

function sizeAttributes({ width, height }: MediaFacts = {}) {
  return { width: width?.toString(), height: height?.toString() };
}

/** Returns the media type that was found out, or else the type of the address's extension; undefined for others. */
export function imageTypeOf(image: string, facts: MediaFacts = {}): string | undefined {
  if (facts.type !== undefined) return facts.type;
  const type = mediaTypeOf(image);
  return type.startsWith("image/") ? type : undefined;
}

/** Renders an attachment as `media:content`. @param media the facts about media files, by their URLs */
export function attachmentElement(attachment: Attachment, media?: CompletedArticle["media"]): string {
  const attributes = { ...attachmentAttributes(attachment), ...sizeAttributes(media?.[attachment.url]) };
  return element("media:content", attributes, ...titleElements(attachment));
}

function titleElements(attachment: Attachment | undefined): string[] {
  if (attachment?.title === undefined) return [];
  return [element("media:title", { type: "plain" }, escapePlain(attachment.title))];
}

function attachmentAttributes({ url, mime_type, size_in_bytes, duration_in_seconds: seconds }: Attachment) {
  return {
    url: addressOf(url),
    type: mime_type,
    medium: /^(image|audio|video)\//.exec(mime_type)?.[1],
    fileSize: size_in_bytes ? String(size_in_bytes) : undefined,
    duration: seconds === undefined ? undefined : String(Math.round(seconds * 1000) / 1000),
  };
}
