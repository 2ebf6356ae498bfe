import type { Draft } from "../article/article.ts";
import { mediaTypeReader, nonEmptyLine, nonEmptyObject } from "../article/fields.ts";
import { textOf } from "../article/html/text-of.ts";
import { mediaTypeOf, unknownMediaType } from "../article/media-types.ts";
import { usableUrl } from "./feed-parts.ts";

type MediaText = { value?: string; type?: string };
type Thumbnail = { url?: string; width?: number; height?: number };
export type MediaDetails = {
  title?: MediaText;
  description?: MediaText;
  keywords?: string[];
  categories?: { name?: string; label?: string }[];
  credits?: { value?: string }[];
  thumbnails?: Thumbnail[];
};
type MediaContent = MediaDetails & {
  url?: string;
  type?: string;
  medium?: string;
  fileSize?: number;
  duration?: number;
  width?: number;
  height?: number;
};

/** The details of an item in Media RSS (https://www.rssboard.org/media-rss), as `feedsmith` returns them. */
export type MediaRss = MediaDetails & {
  contents?: MediaContent[];
  groups?: (MediaDetails & { contents?: MediaContent[] })[];
};

export type Enclosure = { url?: string; type?: string; length?: number; title?: string };

type Attachments = NonNullable<Draft["attachments"]>;
type ItemMedia = { image?: string | undefined; attachments?: Attachments | undefined; _courant: Draft["_courant"] };

/** The player for Flash that YouTube still names in each entry. No program plays it any more. */
const flashType = /^application\/x-shockwave-flash$/i;

/**
 * Returns the image and the attachments of an item. The image is the first picture of Media RSS, preferably the one
 * that is also the thumbnail; else the thumbnail, else `cover`. All other media become attachments, each once. An
 * address that cannot be used stays as it is, so that `prepare` leaves it out and says so.
 * @param input.seconds the duration of the first enclosure
 * @param input.isDescribed whether the item has a text of its own, so that the description is that of its picture
 */
export function mediaOfItem(input: ItemMediaInput, base: string): ItemMedia {
  const { media = {}, enclosures = [], cover, seconds, isDescribed = true } = input;
  const groups = media.groups ?? [];
  const contents = [...(media.contents ?? []), ...groups.flatMap((group) => group.contents ?? [])].filter(
    ({ type = "" }) => !flashType.test(type),
  );
  const thumbnail = [media, ...groups, ...contents].flatMap(({ thumbnails = [] }) => thumbnails)[0];
  const pictures = contents.filter(isPicture);
  const picture = pictures.find(({ url }) => url === thumbnail?.url) ?? pictures[0];
  const image = usableUrl(picture?.url ?? thumbnail?.url ?? cover, base);
  const sizeSource = picture ?? thumbnail;
  const credit = (picture?.credits ?? media.credits)?.[0]?.value;
  const description = textIn(picture?.description ?? (isDescribed ? media.description : undefined));
  return {
    image,
    attachments: attachmentsOf(
      enclosures,
      contents.filter((content) => content !== picture),
      seconds,
      base,
    ),
    _courant: nonEmptyObject({
      image_credit: nonEmptyLine(credit),
      image_description: nonEmptyLine(description),
      image_width: roundedPixels(image && sizeSource?.width),
      image_height: roundedPixels(image && sizeSource?.height),
    }),
  };
}

type ItemMediaInput = {
  media?: MediaRss | undefined;
  enclosures?: readonly Enclosure[] | undefined;
  cover?: string | undefined;
  seconds?: number | undefined;
  isDescribed?: boolean;
};

/** Returns the title, the description and the tags in Media RSS, of the item itself or of its first group or file. */
export function mediaTextsOf(media: MediaRss = {}): {
  title: string | undefined;
  description: { content_html?: string; content_text?: string };
  tags: string[];
} {
  const all = [media, ...(media.groups ?? []), ...(media.contents ?? [])];
  const { value, type } = all.find(({ description }) => description?.value)?.description ?? {};
  return {
    title: textIn(all.find(({ title }) => title?.value)?.title),
    description: value === undefined ? {} : type === "html" ? { content_html: value } : { content_text: value },
    tags: all.flatMap(({ keywords = [], categories = [] }) => [
      ...keywords,
      ...categories.flatMap(({ label, name }) => label ?? name ?? []),
    ]),
  };
}

/** A file of unknown type that has a size in pixels and no duration is a picture. */
function isPicture({ medium, type, url, width, height, duration }: MediaContent): boolean {
  if (url === undefined || medium !== undefined) return url !== undefined && medium === "image";
  const mediaType = type ?? mediaTypeOf(url);
  const isUnknown = mediaType === unknownMediaType;
  return /^image\//i.test(mediaType) || (isUnknown && duration === undefined && (width ?? height) !== undefined);
}

function attachmentsOf(
  enclosures: readonly Enclosure[],
  contents: readonly MediaContent[],
  seconds: number | undefined,
  base: string,
): Attachments | undefined {
  const attachmentsByUrl = new Map<string, Attachments[number]>();
  const add = ({ url: rawUrl, type, length, title }: Enclosure, duration: number | undefined) => {
    const url = usableUrl(rawUrl, base);
    if (url === undefined) return;
    const mime_type = mediaTypeReader.read(type ?? "") ?? attachmentsByUrl.get(url)?.mime_type ?? mediaTypeOf(url);
    attachmentsByUrl.set(url, {
      ...attachmentsByUrl.get(url),
      url,
      mime_type,
      ...nonEmptyObject({
        title: nonEmptyLine(title),
        size_in_bytes: fileSize(length),
        duration_in_seconds: duration !== undefined && duration > 0 ? duration : undefined,
      }),
    });
  };
  for (const [index, enclosure] of enclosures.entries()) add(enclosure, index === 0 ? seconds : undefined);
  for (const content of contents) {
    add({ ...content, length: content.fileSize ?? 0, title: textIn(content.title) ?? "" }, content.duration);
  }
  return attachmentsByUrl.size === 0 ? undefined : [...attachmentsByUrl.values()];
}

/** Returns a length in bytes. A length of 0 means that it is not known. */
function fileSize(length: number | undefined): number | undefined {
  return length !== undefined && Number.isSafeInteger(length) && length > 0 ? length : undefined;
}

function roundedPixels(count: number | string | undefined): number | undefined {
  const whole = Math.round(Number(count));
  return whole >= 1 && whole <= 100_000 ? whole : undefined;
}

function textIn(text: MediaText | undefined): string | undefined {
  return text?.type === "html" ? textOf(text.value ?? "") : text?.value;
}
