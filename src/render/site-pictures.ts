import { addressOf } from "./address.ts";
import type { DocumentContext } from "./format.ts";

/** The paths at which browsers and readers look for an icon, whatever a page says. Without `site.icon` they are drawn. */
export const iconPaths = ["/favicon.ico", "/apple-touch-icon.png"] as const;

/**
 * Returns the addresses of the site's pictures for the head of a document: a small square one (Atom's `icon`, JSON Feed's
 * `favicon`), and a large one (Atom's `logo`, JSON Feed's `icon`). They come from `site.icon` and `site.image`. Where one is
 * missing, the other place of `site.icon` or a drawn icon stands for it, unless the document has former pictures or is an
 * archive, whose bytes never change.
 */
export function sitePictures({ site, baseUrl, place, hasFormerPictures }: DocumentContext): {
  small: string | undefined;
  large: string | undefined;
} {
  const icon = site.icon && addressOf(site.icon);
  const image = site.image && addressOf(site.image);
  if (hasFormerPictures || place.kind === "archive") return { small: icon, large: image };
  const [smallPath, largePath] = iconPaths;
  return { small: icon ?? `${baseUrl}${smallPath}`, large: image ?? icon ?? `${baseUrl}${largePath}` };
}
