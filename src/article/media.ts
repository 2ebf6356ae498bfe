import type { Article, Attachment } from "./article.ts";

/** What was found out about a file that articles name: its media type, its length in bytes, an image's size in pixels. */
export type MediaFacts = { type?: string; bytes?: number; width?: number; height?: number };

/**
 * An article as documents show it: what it leaves unsaid of its pictures and attachments is filled in where it was found
 * out. `media`: what was found out about files of it, by their URLs.
 */
export type CompletedArticle = Article & { media?: Readonly<Record<string, MediaFacts>> };

/** The URLs of an article's pictures and attachments of which it does not say all that documents have a place for. */
export function undescribedUrls(article: Article): string[] {
  const { image, banner_image: banner, attachments = [], _courant } = article;
  const sized = _courant.image_width !== undefined && _courant.image_height !== undefined;
  const isDescribed = ({ url, mime_type, size_in_bytes }: Attachment) =>
    size_in_bytes !== undefined && (url === image ? sized : !mime_type.startsWith("image/"));
  const described = new Set(attachments.filter(isDescribed).map(({ url }) => url));
  const urls = [image, banner, ...attachments.map(({ url }) => url)].filter((url) => url !== undefined);
  return [...new Set(urls)].filter((url) => !described.has(url));
}

/**
 * Fills in what an article does not say itself; what it says always stays. Neither its revision nor its dates change, and
 * where nothing was found out it is the same object.
 */
export function completeArticle(article: Article, found: ReadonlyMap<string, MediaFacts>): CompletedArticle {
  const known = undescribedUrls(article).flatMap((url) => {
    const facts = found.get(url);
    return facts !== undefined && isPlausible(article, url, facts) ? [[url, facts] as const] : [];
  });
  if (known.length === 0) return article;
  const media = Object.fromEntries(known);
  const { image, attachments, _courant } = article;
  const { width, height } = (image !== undefined && media[image]) || {};
  // Half of a size that somebody wrote down does not go with half of another.
  const isSized = _courant.image_width !== undefined || _courant.image_height !== undefined;
  const size = isSized || !width || !height ? {} : { image_width: width, image_height: height };
  return {
    ...article,
    ...(attachments && { attachments: attachments.map((each) => withLength(each, media[each.url])) }),
    _courant: { ..._courant, ...size },
    media,
  };
}

/** A picture is an image, and what an attachment says that it is must not be something else altogether, as errors are. */
function isPlausible({ image, banner_image, attachments = [] }: Article, url: string, { type }: MediaFacts): boolean {
  const found = type && kindOf(type);
  if ((url === image || url === banner_image) && found !== "image") return false;
  const said = kindOf(attachments.find((each) => each.url === url)?.mime_type ?? "");
  return !said || !found || said === found;
}

function kindOf(type: string): "image" | "text" | "time-based" | undefined {
  const [, kind] = /^(image|text|audio|video)\//i.exec(type)?.map((part) => part.toLowerCase()) ?? [];
  if (kind === "image" || kind === "text") return kind;
  return kind ? "time-based" : undefined;
}

function withLength(attachment: Attachment, { bytes }: MediaFacts = {}): Attachment {
  if (attachment.size_in_bytes !== undefined || bytes === undefined) return attachment;
  return { ...attachment, size_in_bytes: bytes };
}
