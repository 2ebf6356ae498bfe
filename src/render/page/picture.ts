import type { Article } from "../../article/article.ts";
import { type Html, html, safeAddress } from "../html.ts";

/**
 * Renders an article's picture with its description; undefined when the article has none with a safe address. The size
 * lets a browser reserve the space.
 */
export function articlePicture(article: Article, { lazy }: { lazy: boolean }): Html | undefined {
  const url = safeAddress(article.image);
  if (url === undefined) return undefined;
  const { image_description, image_width: width, image_height: height } = article._courant;
  const size = width && height ? html` width="${String(width)}" height="${String(height)}"` : undefined;
  return html`<img src="${url}" alt="${image_description}"${size}${lazy ? html` loading="lazy"` : undefined} decoding="async">`;
}
