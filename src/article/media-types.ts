/** Media types of files that articles refer to, by the extension of their names. */
const typesByExtension: Readonly<Record<string, string>> = {
  avif: "image/avif",
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  svg: "image/svg+xml",
  webp: "image/webp",
  aac: "audio/aac",
  flac: "audio/flac",
  m4a: "audio/mp4",
  m4b: "audio/mp4",
  mp3: "audio/mpeg",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  wav: "audio/wav",
  m4v: "video/mp4",
  mov: "video/quicktime",
  mp4: "video/mp4",
  ogv: "video/ogg",
  webm: "video/webm",
  epub: "application/epub+zip",
  pdf: "application/pdf",
  zip: "application/zip",
};

/** The type of a file of which nothing is known (RFC 2046 section 4.5.1). */
export const unknownMediaType = "application/octet-stream";

/** Returns the media type that the extension of an address suggests, or `unknownMediaType`. */
export function mediaTypeOf(address: string): string {
  const { pathname } = URL.parse(address, "http://localhost") ?? { pathname: "" };
  const extension = /\.([a-z0-9]{2,5})$/i.exec(pathname)?.[1]?.toLowerCase() ?? "";
  return (Object.hasOwn(typesByExtension, extension) && typesByExtension[extension]) || unknownMediaType;
}
