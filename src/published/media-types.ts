/**
 * The types of uploaded media by the extension of their names. The bytes of a file decide its extension, so serving, and
 * any other server of FEEDS_DIR, knows the type from the name alone. No browser runs scripts in any of them.
 */
export const servedMediaTypes: Readonly<Record<string, string>> = {
  avif: "image/avif",
  gif: "image/gif",
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  aac: "audio/aac",
  flac: "audio/flac",
  m4a: "audio/mp4",
  mp3: "audio/mpeg",
  oga: "audio/ogg",
  wav: "audio/wav",
  weba: "audio/webm",
  mov: "video/quicktime",
  mp4: "video/mp4",
  ogv: "video/ogg",
  webm: "video/webm",
};

/** A file of uploaded media in an address: its SHA-256 and its name. */
export type MediaAddress = { hash: string; name: string };

const hashPattern = /^[0-9a-f]{64}$/;
const namePattern = /^[a-z0-9]+(?:-[a-z0-9]+)*\.([a-z0-9]{3,4})$/;

/** Tells whether a text is a SHA-256 in hexadecimal digits. */
export function isMediaHash(text: string): boolean {
  return hashPattern.test(text);
}

/** Returns the media type of a name that Courant gave; undefined for any other name. */
export function servedTypeOf(name: string): string | undefined {
  const [, extension = ""] = namePattern.exec(name) ?? [];
  return Object.hasOwn(servedMediaTypes, extension) ? servedMediaTypes[extension] : undefined;
}

/** Returns the path of a file of media. */
export function mediaPath({ hash, name }: MediaAddress): string {
  return `/media/${hash}/${name}`;
}

/** Parses a percent-decoded path. @returns undefined for any path that no file of media can have */
export function parseMediaPath(path: string): MediaAddress | undefined {
  const [, hash = "", name = ""] = /^\/media\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  return isMediaHash(hash) && servedTypeOf(name) !== undefined ? { hash, name } : undefined;
}
