import type { Article, Attachment } from "../article/article.ts";
import { addressOf } from "./address.ts";
import { element, escapeText } from "./xml.ts";

/** Media RSS (https://www.rssboard.org/media-rss), in RSS and Atom alike. */
export const mediaNamespace = "http://search.yahoo.com/mrss/";

const imageTypes: Readonly<Record<string, string>> = {
  avif: "image/avif",
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  svg: "image/svg+xml",
  webp: "image/webp",
};

/** The article's image as `media:content` with its credit and description; nothing where there is no image. */
export function imageElements(article: Article): string[] {
  if (article.image === undefined) return [];
  const { image_credit: credit, image_description: description } = article._courant;
  const url = addressOf(article.image);
  const extension = new URL(url).pathname.split(".").at(-1)?.toLowerCase() ?? "";
  const type = Object.hasOwn(imageTypes, extension) ? imageTypes[extension] : undefined;
  const children: string[] = [];
  if (credit !== undefined) children.push(element("media:credit", { role: "author" }, escapeText(credit)));
  if (description !== undefined) {
    children.push(element("media:description", { type: "plain" }, escapeText(description)));
  }
  return [element("media:content", { url, medium: "image", type }, ...children)];
}

/** One attachment as `media:content`. */
export function attachmentElement(attachment: Attachment): string {
  const children =
    attachment.title === undefined ? [] : [element("media:title", { type: "plain" }, escapeText(attachment.title))];
  return element(
    "media:content",
    {
      url: addressOf(attachment.url),
      type: attachment.mime_type,
      medium: /^(image|audio|video)\//.exec(attachment.mime_type)?.[1],
      fileSize: attachment.size_in_bytes?.toString(),
      duration: attachment.duration_in_seconds?.toString(),
    },
    ...children,
  );
}
