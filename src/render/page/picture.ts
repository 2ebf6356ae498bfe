import type { Article } from "../../article/article.ts";
import { type Html, html, safeAddress } from "../html.ts";

/**
 * An article's picture, described by its caption; undefined where there is none that a page can show. With its size, a
 * browser keeps the place for it.
 */
export function articlePicture(article: Article, { lazy }: { lazy: boolean }): Html | undefined {
  const url = safeAddress(article.image);
  if (url === undefined) return undefined;
  const { image_description, image_width: width, image_height: height } = article._courant;
  const size = width && height ? html` width="${String(width)}" height="${String(height)}"` : undefined;
  return html`<img src="${url}" alt="${image_description}"${size}${lazy ? html` loading="lazy"` : undefined} decoding="async">`;
}
