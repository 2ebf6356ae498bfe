import { createHash } from "node:crypto";
import type { SmallerPicture } from "../../article/smaller-pictures.ts";
import type { ShrunkPicture } from "./messages.ts";

/** A smaller version, and its bytes. */
export type NamedVersion = { picture: SmallerPicture; bytes: Uint8Array };

/**
 * Names smaller versions by their picture, their width and their bytes: other bytes, such as those that another version of
 * the library makes, have another address.
 * @param name the name of the picture
 */
export function nameVersions(name: string, pictures: readonly ShrunkPicture[]): NamedVersion[] {
  const base = name.replace(/\.[^.]*$/, "");
  return pictures.map(({ width, height, bytes }) => {
    const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
    return { picture: { name: `${base}-${width}-${digest}.webp`, width, height, bytes: bytes.length }, bytes };
  });
}
