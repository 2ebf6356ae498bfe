import { GIF } from "image-size/types/gif";
import { HEIF } from "image-size/types/heif";
import { JPG } from "image-size/types/jpg";
import { PNG } from "image-size/types/png";
import { SVG } from "image-size/types/svg";
import { WEBP } from "image-size/types/webp";
import { limits } from "../article/limits.ts";
import type { MediaFacts } from "../article/media.ts";

/** What the first bytes of an image say. */
export type ImageMeasure = Pick<MediaFacts, "width" | "height"> & { type: string };

/** What an AVIF file begins with after the length of its first box (ISO 14496-12 section 4.3). */
const avif = /^ftypavif/;
/** HTML may hold an SVG: a file that is one begins as one. */
const svg = /^\uFEFF?\s*<(?:\?xml\s|!--|!DOCTYPE\s+svg\b|svg\s)/;

type Kind = { type: string; reader: typeof PNG; most: number; begins?: (text: string) => boolean };

/** How each kind is recognised, and how many of the first bytes its size is looked for in: a hostile file costs no more. */
const kinds: readonly Kind[] = [
  { type: "image/png", reader: PNG, most: 1024 },
  { type: "image/jpeg", reader: JPG, most: 64 * 1024 },
  { type: "image/gif", reader: GIF, most: 1024 },
  { type: "image/webp", reader: WEBP, most: 1024 },
  { type: "image/avif", reader: HEIF, most: 4096, begins: (text: string) => avif.test(text.slice(4)) },
  { type: "image/svg+xml", reader: SVG, most: 4096, begins: (text: string) => svg.test(text) },
];

/**
 * Finds out what image begins with some bytes.
 * @returns undefined when it is none that is known; without a size when that is damaged, or comes later
 */
export function measureImage(beginning: Uint8Array): ImageMeasure | undefined {
  const text = new TextDecoder("latin1").decode(beginning.subarray(0, 64)).replace(/^ï»¿/, "");
  for (const { type, reader, most, begins } of kinds) {
    // A copy: what is read beyond the end of a view would be somebody else's memory.
    const bytes = new Uint8Array(beginning.subarray(0, most));
    try {
      if (begins?.(text) === false || !reader.validate(bytes)) continue;
    } catch {
      continue;
    }
    return { type, ...sizeOf(reader, bytes) };
  }
  return undefined;
}

function sizeOf(reader: Kind["reader"], bytes: Uint8Array): Pick<MediaFacts, "width" | "height"> {
  try {
    const { width, height, orientation = 1 } = reader.calculate(bytes);
    if (![width, height].every((pixels) => Number.isInteger(pixels) && pixels > 0 && pixels <= limits.pixels))
      return {};
    // From 5 on, Exif says that it lies on its side (Exif 2.3 section 4.6.4).
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return {};
  }
}
