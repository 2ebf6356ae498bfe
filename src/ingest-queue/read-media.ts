import { open } from "node:fs/promises";
import { fileTypeFromBuffer, fileTypeFromFile } from "file-type";
import { parseFile } from "music-metadata";
import { limits } from "../article/limits.ts";
import type { MediaFacts } from "../article/media.ts";
import { CourantError } from "../errors.ts";
import { measureImage } from "../ingest/measure-image.ts";
import { extensionForTracks, isPicture, mediaExtension } from "../ingest/media-kind.ts";

/** The facts that the bytes of a file state: the extension of its name, which stands for its media type, and its size or duration. */
export type ReadMedia = { extension: string } & Pick<MediaFacts, "width" | "height" | "seconds">;

/** Enough of a picture to find its size behind the previews and profiles that programs write before it. */
const headBytes = 1024 * 1024;

/** Pixels of a picture. A browser needs four bytes for each, however few bytes the file has. */
const maxPixels = 268_402_689;

/**
 * Reads what kind of picture, sound or film a file is.
 * @throws MEDIA_TYPE_UNSUPPORTED for anything else; MEDIA_INVALID for a damaged or far too large picture
 */
export async function readMedia(file: string): Promise<ReadMedia> {
  const head = await readHead(file);
  const detected = (await fileTypeFromBuffer(head)) ?? (await fileTypeFromFile(file));
  const extension = mediaExtension(detected?.ext, head);
  return isPicture(extension) ? { extension, ...readPicture(head) } : readTracks(file, extension);
}

async function readHead(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return new Uint8Array(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function readPicture(head: Uint8Array): Pick<MediaFacts, "width" | "height"> {
  const { width, height } = measureImage(head) ?? {};
  if (width === undefined || height === undefined) {
    throw new CourantError(
      "MEDIA_INVALID",
      `The picture is damaged, or has more than ${limits.pixels} pixels in one direction. Save it again, in another program.`,
    );
  }
  if (width * height <= maxPixels) return { width, height };
  throw new CourantError(
    "MEDIA_INVALID",
    `The picture has ${width} × ${height} pixels, which is more than readers can show. Make it smaller.`,
  );
}

/** Reads the tracks of sound and film. A file that cannot be read to its end has no duration. */
async function readTracks(file: string, extension: string): Promise<ReadMedia> {
  const { format } = await parseFile(file, { skipCovers: true, mkvUseIndex: true }).catch(() => ({
    format: {} as Partial<Format>,
  }));
  const { hasAudio, hasVideo, trackInfo = [] } = format;
  const { duration = Math.max(0, ...trackInfo.map((track) => track.duration ?? 0)) } = format;
  const { pixelWidth: width = 0, pixelHeight: height = 0 } = trackInfo.find(({ video }) => video)?.video ?? {};
  const seconds = Math.round(duration * 1000) / 1000;
  const isKnown = Number.isFinite(seconds) && seconds > 0 && seconds < limits.amount;
  return {
    extension: extensionForTracks(extension, {
      ...(hasAudio !== undefined && { hasAudio }),
      ...(hasVideo !== undefined && { hasVideo }),
    }),
    ...(isKnown && { seconds }),
    ...(isSize(width) && isSize(height) && { width, height }),
  };
}

function isSize(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels > 0 && pixels <= limits.pixels;
}

type Format = Awaited<ReturnType<typeof parseFile>>["format"];
