import type { MediaFacts } from "../../src/article/media.ts";

/** A picture with its bytes, and what there is to find out about it. */
export type Picture = { bytes: Buffer; facts: Required<Omit<MediaFacts, "seconds">> };

const base64 = (text: string) => Buffer.from(text, "base64");

const picture = (type: string, [width, height]: [number, number], bytes: Buffer): Picture => ({
  bytes,
  facts: { type, bytes: bytes.length, width, height },
});

const jpeg = base64(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////////wAARCAAUACADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAAAAID/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AmApiAAAAAA//2Q==",
);

/** One of each kind, as programs write them. */
export const pictures = {
  png: picture(
    "image/png",
    [32, 20],
    base64(
      "iVBORw0KGgoAAAANSUhEUgAAACAAAAAUCAYAAADskT9PAAAAKklEQVR4AezQsQ0AAAgCQePkbK5j0BwJ/ed2kmt+pzwBBAgQIECAAAECDwAA//8EJbVDAAAABklEQVQDAHhEQAnm3zGgAAAAAElFTkSuQmCC",
    ),
  ),
  jpeg: picture("image/jpeg", [32, 20], jpeg),
  gif: picture("image/gif", [1, 1], base64("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")),
  webp: picture(
    "image/webp",
    [32, 20],
    base64("UklGRj4AAABXRUJQVlA4IDIAAADQAgCdASogABQAP3Gy0GA0rimlqAgCkC4JZQAAPaOgAP7aJvnY9K3/XrS3N1CokAAAAA=="),
  ),
  "webp-lossless": picture("image/webp", [1, 1], base64("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")),
  avif: picture(
    "image/avif",
    [2, 2],
    base64(
      "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNseAACAAIAAYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACVtZGF0EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=",
    ),
  ),
  svg: picture(
    "image/svg+xml",
    [300, 150],
    Buffer.from(
      `<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="300" height="150"><path d="M0 0"/></svg>`,
    ),
  ),
} as const;

/** The JPEG behind so many bytes of Exif, as cameras write it, lying on its side. */
export function photograph(padding: number): Buffer {
  const tiff = Buffer.from("4d4d002a00000008000101120003000000010006000000000000", "hex");
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff, Buffer.alloc(padding)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}
