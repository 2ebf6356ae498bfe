import { GIF } from "image-size/types/gif";
import { HEIF } from "image-size/types/heif";
import { JPG } from "image-size/types/jpg";
import { PNG } from "image-size/types/png";
import { SVG } from "image-size/types/svg";
import { WEBP } from "image-size/types/webp";
import { limits } from "../article/limits.ts";
import type { MediaFacts } from "../article/media.ts";

/** The type of an image, and its size if its first bytes give it. */
export type ImageMeasure = Pick<MediaFacts, "width" | "height"> & { type: string };

/** The start of an AVIF file after the length of its first box (ISO 14496-12 section 4.3). */
const avifStart = /^ftypavif/;
/** The start of an SVG file. HTML may contain SVG, so only the start counts. */
const svgStart = /^\uFEFF?\s*<(?:\?xml\s|!--|!DOCTYPE\s+svg\b|svg\s)/;

type ImageFormat = { type: string; reader: typeof PNG; maxBytes: number; matchesStart?: (start: string) => boolean };

/** How each format is recognised, and how many bytes are searched for its size, which bounds the cost of a hostile file. */
const imageFormats: readonly ImageFormat[] = [
  { type: "image/png", reader: PNG, maxBytes: 1024 },
  // Cameras and editors write previews and colour profiles before the size.
  { type: "image/jpeg", reader: JPG, maxBytes: 1024 * 1024 },
  { type: "image/gif", reader: GIF, maxBytes: 1024 },
  { type: "image/webp", reader: WEBP, maxBytes: 1024 },
  {
    type: "image/avif",
    reader: HEIF,
    maxBytes: 64 * 1024,
    matchesStart: (start: string) => avifStart.test(start.slice(4)),
  },
  { type: "image/svg+xml", reader: SVG, maxBytes: 4096, matchesStart: (start: string) => svgStart.test(start) },
];

/**
 * Recognises an image by its first bytes.
 * @returns undefined for any other file; no size when the image is damaged or gives its size later
 */
export function measureImage(firstBytes: Uint8Array): ImageMeasure | undefined {
  const start = new TextDecoder("latin1").decode(firstBytes.subarray(0, 64)).replace(/^ï»¿/, "");
  for (const { type, reader, maxBytes, matchesStart } of imageFormats) {
    // A copy, because a reader can read beyond the end of a view, which is somebody else's memory.
    const bytes = new Uint8Array(firstBytes.subarray(0, maxBytes));
    try {
      if (matchesStart?.(start) === false || !reader.validate(bytes)) continue;
    } catch {
      continue;
    }
    return { type, ...sizeOf(reader, bytes) };
  }
  return undefined;
}

function sizeOf(reader: ImageFormat["reader"], bytes: Uint8Array): Pick<MediaFacts, "width" | "height"> {
  try {
    const { width, height, orientation = 1 } = reader.calculate(bytes);
    if (![width, height].every((pixels) => Number.isInteger(pixels) && pixels > 0 && pixels <= limits.pixels))
      return {};
    // From 5 on, the orientation means that the image lies on its side (Exif 2.3 section 4.6.4).
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return {};
  }
}
