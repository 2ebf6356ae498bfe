import type { MediaFacts } from "./media.ts";
import { mediaHashOf } from "./media-links.ts";

/** A smaller version of an uploaded picture: its name in the address, its size in pixels, and its length in bytes. */
export type SmallerPicture = { name: string; width: number; height: number; bytes: number };

/** Uploaded pictures with smaller versions, by hash. `width`: that of the picture itself; `smaller`: the narrowest first. */
export type PictureVersions = ReadonlyMap<string, { width: number; smaller: readonly SmallerPicture[] }>;

/** The widths of smaller versions in pixels, the narrowest first. A version is always narrower than its picture. */
export const smallerWidths = [320, 640, 1280] as const;

/** The media type of all smaller versions. */
export const smallerType = "image/webp";

/** Tells whether an uploaded file is a picture that is wide enough for smaller versions. */
export function mayHaveSmaller({ type, width = 0 }: MediaFacts): boolean {
  return type?.startsWith("image/") === true && width > smallerWidths[0];
}

/**
 * Returns the value of `srcset` for an uploaded picture: its smaller versions, and the picture itself at last.
 * @param url the address of the picture, as an article states it
 * @param baseUrl the public address, below which the smaller versions are
 * @returns undefined if the picture has no smaller versions
 */
export function sourceSet(url: string, baseUrl: string, versions: PictureVersions): string | undefined {
  const hash = mediaHashOf(url);
  const picture = hash === undefined ? undefined : versions.get(hash);
  // Blanks and commas divide the addresses of the attribute.
  if (!picture || picture.smaller.length === 0 || /[\s,]/.test(url)) return undefined;
  const smaller = picture.smaller.map(({ name, width }) => `${baseUrl}/media/${hash}/${name} ${width}w`);
  return [...smaller, `${url} ${picture.width}w`].join(", ");
}
