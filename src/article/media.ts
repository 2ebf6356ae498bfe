import type { Article, Attachment } from "./article.ts";
import { mediaHashOf } from "./media-links.ts";

/**
 * Facts about a file that articles refer to: media type, length in bytes, size of an image in pixels, and the duration of
 * an uploaded recording in seconds.
 */
export type MediaFacts = { type?: string; bytes?: number; width?: number; height?: number; seconds?: number };

/**
 * An article as documents show it, with details of its pictures and attachments filled in where they were found out.
 * `media`: the facts about its files, by URL.
 */
export type CompletedArticle = Article & { media?: Readonly<Record<string, MediaFacts>> };

/** Lists the URLs of an article's pictures and attachments, each once. */
function mediaUrls({ image, banner_image: banner, attachments = [] }: Article): string[] {
  const urls = [image, banner, ...attachments.map(({ url }) => url)].filter((url) => url !== undefined);
  return [...new Set(urls)];
}

/** Finds the uploaded files among the pictures and attachments of articles: the SHA-256 of each by its URL. */
export function uploadedFiles(articles: readonly Article[]): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const url of articles.flatMap(mediaUrls)) {
    const hash = mediaHashOf(url);
    if (hash !== undefined) hashes.set(url, hash);
  }
  return hashes;
}

/** Lists the URLs of an article's pictures and attachments that lack details which documents can show. */
export function undescribedUrls(article: Article): string[] {
  const { image, attachments = [], _courant } = article;
  const hasSize = _courant.image_width !== undefined && _courant.image_height !== undefined;
  const isDescribed = ({ url, mime_type, size_in_bytes }: Attachment) =>
    size_in_bytes !== undefined && (url === image ? hasSize : !mime_type.startsWith("image/"));
  const described = new Set(attachments.filter(isDescribed).map(({ url }) => url));
  return mediaUrls(article).filter((url) => !described.has(url));
}

/** Lists the URLs of recordings whose duration the article does not state. */
function urlsWithoutDuration({ attachments = [] }: Article): string[] {
  return attachments.filter(({ duration_in_seconds }) => duration_in_seconds === undefined).map(({ url }) => url);
}

/**
 * Fills in missing details of an article's files. It keeps every detail that the article gives itself, and the revision and
 * the dates. Without usable facts it returns the same object.
 */
export function completeArticle(article: Article, factsByUrl: ReadonlyMap<string, MediaFacts>): CompletedArticle {
  const timed = urlsWithoutDuration(article).filter((url) => factsByUrl.get(url)?.seconds !== undefined);
  const plausible = [...new Set([...undescribedUrls(article), ...timed])].flatMap((url) => {
    const facts = factsByUrl.get(url);
    return facts !== undefined && isPlausible(article, url, facts) ? [[url, facts] as const] : [];
  });
  if (plausible.length === 0) return article;
  const media = Object.fromEntries(plausible);
  const { image, attachments, _courant } = article;
  const { width, height } = (image !== undefined && media[image]) || {};
  // When the article gives half of a size, the other half is not filled in: the two may not belong together.
  const isSized = _courant.image_width !== undefined || _courant.image_height !== undefined;
  const size = isSized || !width || !height ? {} : { image_width: width, image_height: height };
  return {
    ...article,
    ...(attachments && { attachments: attachments.map((each) => withFacts(each, media[each.url])) }),
    _courant: { ..._courant, ...size },
    media,
  };
}

/** Checks facts against the article: a picture must be an image, and an attachment must be of its declared kind. */
function isPlausible({ image, banner_image, attachments = [] }: Article, url: string, { type }: MediaFacts): boolean {
  const kind = type && kindOf(type);
  if ((url === image || url === banner_image) && kind !== "image") return false;
  const declaredKind = kindOf(attachments.find((each) => each.url === url)?.mime_type ?? "");
  return !declaredKind || !kind || declaredKind === kind;
}

function kindOf(type: string): "image" | "text" | "time-based" | undefined {
  const [, kind] = /^(image|text|audio|video)\//i.exec(type)?.map((part) => part.toLowerCase()) ?? [];
  if (kind === "image" || kind === "text") return kind;
  return kind ? "time-based" : undefined;
}

function withFacts(attachment: Attachment, { bytes, seconds }: MediaFacts = {}): Attachment {
  const { size_in_bytes = bytes, duration_in_seconds = seconds } = attachment;
  return {
    ...attachment,
    ...(size_in_bytes !== undefined && { size_in_bytes }),
    ...(duration_in_seconds !== undefined && { duration_in_seconds }),
  };
}
