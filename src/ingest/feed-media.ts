import type { Draft } from "../article/article.ts";
import { asMediaType, line, members } from "../article/fields.ts";
import { textOf } from "../article/plain-text.ts";
import { resolved } from "./feed-parts.ts";

type Text = { value?: string; type?: string };
type Thumbnail = { url?: string; width?: number; height?: number };
type Shared = {
  title?: Text;
  description?: Text;
  credits?: { value?: string }[];
  thumbnails?: Thumbnail[];
};
type MediaContent = Shared & {
  url?: string;
  type?: string;
  medium?: string;
  fileSize?: number;
  duration?: number;
  width?: number;
  height?: number;
};

/** What Media RSS says of an item (https://www.rssboard.org/media-rss), as `feedsmith` returns it. */
export type Media = Shared & { contents?: MediaContent[]; groups?: (Shared & { contents?: MediaContent[] })[] };

export type Enclosure = { url?: string; type?: string; length?: number; title?: string };

type Attachments = NonNullable<Draft["attachments"]>;
type Pictured = { image?: string | undefined; attachments?: Attachments | undefined; _courant: Draft["_courant"] };

/**
 * The image and the attachments of an item. The image is the first picture of Media RSS, or the one that is also the
 * thumbnail; else the thumbnail, else `cover`. Everything else that has a media type is an attachment, once.
 * @param seconds how long the first enclosure plays
 */
export function mediaOf({ media = {}, enclosures = [], cover, seconds }: Said, base: string): Pictured {
  const groups = media.groups ?? [];
  const contents = [...(media.contents ?? []), ...groups.flatMap((group) => group.contents ?? [])];
  const thumbnail = [media, ...groups, ...contents].flatMap(({ thumbnails = [] }) => thumbnails)[0];
  const pictures = contents.filter(isPicture);
  const shown = pictures.find(({ url }) => url === thumbnail?.url) ?? pictures[0];
  const image = resolved(shown?.url ?? thumbnail?.url ?? cover, base);
  const size = shown ?? thumbnail;
  const credit = (shown?.credits ?? media.credits)?.[0]?.value;
  const description = textIn(shown?.description ?? media.description);
  return {
    image,
    attachments: attachmentsOf(
      enclosures,
      contents.filter((content) => content !== shown),
      seconds,
      base,
    ),
    _courant: members({
      image_credit: line(credit),
      image_description: line(description),
      image_width: pixels(image && size?.width),
      image_height: pixels(image && size?.height),
    }),
  };
}

type Said = {
  media?: Media | undefined;
  enclosures?: readonly Enclosure[] | undefined;
  cover?: string | undefined;
  seconds?: number | undefined;
};

function isPicture({ medium, type, url }: MediaContent): boolean {
  return url !== undefined && (medium === "image" || (medium === undefined && /^image\//i.test(type ?? "")));
}

function attachmentsOf(
  enclosures: readonly Enclosure[],
  contents: readonly MediaContent[],
  seconds: number | undefined,
  base: string,
): Attachments | undefined {
  const found = new Map<string, Attachments[number]>();
  const add = ({ url: typed, type, length, title }: Enclosure, duration: number | undefined) => {
    const url = resolved(typed, base);
    const mime_type = asMediaType.read(type ?? "") ?? found.get(url ?? "")?.mime_type;
    if (url === undefined || mime_type === undefined) return;
    found.set(url, {
      ...found.get(url),
      url,
      mime_type,
      ...members({
        title: line(title),
        size_in_bytes: size(length),
        duration_in_seconds: duration !== undefined && duration > 0 ? duration : undefined,
      }),
    });
  };
  for (const [index, enclosure] of enclosures.entries()) {
    add({ ...enclosure, type: enclosure.type ?? "application/octet-stream" }, index === 0 ? seconds : undefined);
  }
  for (const content of contents) {
    add({ ...content, length: content.fileSize ?? 0, title: textIn(content.title) ?? "" }, content.duration);
  }
  return found.size === 0 ? undefined : [...found.values()];
}

/** A length of 0 means that it is not known. */
function size(length: number | undefined): number | undefined {
  return length !== undefined && Number.isSafeInteger(length) && length > 0 ? length : undefined;
}

function pixels(count: number | string | undefined): number | undefined {
  const whole = Math.round(Number(count));
  return whole >= 1 && whole <= 100_000 ? whole : undefined;
}

function textIn(text: Text | undefined): string | undefined {
  return text?.type === "html" ? textOf(text.value ?? "") : text?.value;
}
