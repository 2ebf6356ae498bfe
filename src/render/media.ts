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

/**
 * The article's image as `media:content` with its credit and description. Where the image's address is not known, they
 * stand by themselves, as Media RSS allows for every item ("Optional Elements").
 */
export function imageElements(article: Article): string[] {
  const { image_credit: credit, image_description: description } = article._courant;
  const said: string[] = [];
  if (credit !== undefined) said.push(element("media:credit", { role: "author" }, escapeText(credit)));
  if (description !== undefined) said.push(element("media:description", { type: "plain" }, escapeText(description)));
  if (article.image === undefined) return said;
  const url = addressOf(article.image);
  const extension = new URL(url).pathname.split(".").at(-1)?.toLowerCase() ?? "";
  const type = Object.hasOwn(imageTypes, extension) ? imageTypes[extension] : undefined;
  return [element("media:content", { url, medium: "image", type }, ...said)];
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
