import { CourantError } from "../errors.ts";

/** The extension of a name, by the extension that `file-type` gives to bytes. */
const extensions: Readonly<Record<string, string>> = {
  avif: "avif",
  gif: "gif",
  jpg: "jpg",
  png: "png",
  apng: "png",
  webp: "webp",
  aac: "aac",
  flac: "flac",
  m4a: "m4a",
  m4b: "m4a",
  mp3: "mp3",
  ogg: "oga",
  oga: "oga",
  opus: "oga",
  spx: "oga",
  wav: "wav",
  mov: "mov",
  mp4: "mp4",
  m4v: "mp4",
  ogv: "ogv",
  webm: "webm",
};

const pictures: ReadonlySet<string> = new Set(["avif", "gif", "jpg", "png", "webp"]);

/** The extensions of containers that hold sound alone, by those of the same containers with film. */
const soundOnly: Readonly<Record<string, string>> = { mp4: "m4a", webm: "weba", ogv: "oga" };

const served = "PNG, JPEG, GIF, WebP, AVIF, MP3, M4A, AAC, FLAC, Ogg, WAV, WebM, MP4 and MOV";

const advice: Readonly<Record<string, string>> = {
  svg: "SVG can hold scripts. Convert it to PNG or WebP.",
  heic: "Few programs show HEIC. Convert it to JPEG or AVIF.",
};

/**
 * Returns the extension of the name that a file gets.
 * @param detected the extension that `file-type` gives to its bytes; undefined when it knows none
 * @param head the first bytes of the file
 * @throws MEDIA_TYPE_UNSUPPORTED for everything but pictures, sound and film
 */
export function mediaExtension(detected: string | undefined, head: Uint8Array): string {
  const extension = detected !== undefined && Object.hasOwn(extensions, detected) ? extensions[detected] : undefined;
  if (extension !== undefined) return extension;
  const text = new TextDecoder("latin1").decode(head.subarray(0, 4096));
  const kind = detected === "xml" || detected === undefined ? (/<svg[\s>]/i.test(text) ? "svg" : detected) : detected;
  const found = kind === undefined ? "no picture, sound or film that Courant knows" : kind.toUpperCase();
  throw new CourantError(
    "MEDIA_TYPE_UNSUPPORTED",
    `By its bytes, the file is ${found}. ${(kind && advice[kind]) ?? ""} Courant serves ${served}.`.replace("  ", " "),
  );
}

/** Tells whether files with an extension are pictures. */
export function isPicture(extension: string): boolean {
  return pictures.has(extension);
}

/** Returns the extension of a file whose tracks are known: a container of film can hold sound alone. */
export function extensionForTracks(extension: string, tracks: { hasAudio?: boolean; hasVideo?: boolean }): string {
  const isSound = tracks.hasAudio === true && tracks.hasVideo === false;
  return (isSound && Object.hasOwn(soundOnly, extension) && soundOnly[extension]) || extension;
}
