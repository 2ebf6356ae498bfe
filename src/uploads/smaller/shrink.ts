import { stat } from "node:fs/promises";
import sharp from "sharp";
import { smallerWidths } from "../../article/smaller-pictures.ts";
import type { ShrunkPicture } from "./messages.ts";

/** WebP has at most so many pixels in one direction. */
const maxHeight = 16_383;
/** Pixels of the largest version; three bytes of memory each. */
const maxVersionPixels = 20_000_000;
/** As for uploads: a picture with more is not taken in. */
const maxPixels = 268_402_689;

const quality = 80;

sharp.cache(false);
sharp.concurrency(1);
// Bytes that look like another format never reach its decoder.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["Jpeg", "Png", "Webp", "Nsgif", "Heif"].map((format) => `VipsForeignLoad${format}File`),
});

/**
 * Makes the smaller versions of a picture, the narrowest first: upright, in sRGB, and without anything that the file says
 * beside its pixels, such as where it was taken. A version that would have more bytes than the picture is left out.
 * @returns none for a picture that moves, or is too narrow, or far too tall
 * @throws the error of the decoder for a picture that is damaged
 */
export async function shrinkPicture(file: string): Promise<ShrunkPicture[]> {
  const options = { failOn: "error", limitInputPixels: maxPixels, sequentialRead: true } as const;
  const { pages = 1, autoOrient } = await sharp(file, options).metadata();
  const { width, height } = autoOrient;
  const heightOf = (each: number) => Math.max(1, Math.round((height * each) / width));
  const widths = smallerWidths.filter((each) => {
    const pixels = heightOf(each);
    return each < width && pixels <= maxHeight && each * pixels <= maxVersionPixels;
  });
  const largest = widths.at(-1);
  if (pages > 1 || largest === undefined) return [];
  // The picture is decoded once.
  const { data, info } = await sharp(file, options)
    .autoOrient()
    .resize(largest, heightOf(largest), { fit: "fill" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { size } = await stat(file);
  const made: ShrunkPicture[] = [];
  for (const each of widths) {
    const raw = { width: info.width, height: info.height, channels: info.channels };
    const bytes = await sharp(data, { raw }).resize(each, heightOf(each), { fit: "fill" }).webp({ quality }).toBuffer();
    if (bytes.length < size) made.push({ width: each, height: heightOf(each), bytes });
  }
  return made;
}
