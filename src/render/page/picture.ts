import type { Article } from "../../article/article.ts";
import { escapeHtml } from "../../article/plain-text.ts";
import { type PictureVersions, sourceSet } from "../../article/smaller-pictures.ts";
import { type Html, html, safeAddress } from "../html.ts";

/** Pictures with smaller versions, below the public address. A browser picks one by its width. */
export type PagePictures = { baseUrl: string; versions: PictureVersions };

/**
 * Renders an article's picture with its description; undefined when the article has none with a safe address. The size
 * lets a browser reserve the space.
 * @param style.sizes the width at which the page shows it, as the value of the attribute `sizes`
 */
export function articlePicture(
  article: Article,
  { lazy, sizes, pictures }: { lazy: boolean; sizes: string; pictures: PagePictures },
): Html | undefined {
  const url = safeAddress(article.image);
  if (url === undefined) return undefined;
  const set = sourceSet(url, pictures.baseUrl, pictures.versions);
  const sources = set === undefined ? undefined : html` srcset="${set}" sizes="${sizes}"`;
  const { image_description, image_width: width, image_height: height } = article._courant;
  const size = width && height ? html` width="${String(width)}" height="${String(height)}"` : undefined;
  return html`<img src="${url}" alt="${image_description}"${size}${sources}${lazy ? html` loading="lazy"` : undefined} decoding="async">`;
}

/** An element `img` in sanitised HTML, in which `>` stands only at the end of a tag. */
const imageElement = /<img ([^<>]*?)( ?\/)?>/g;

/**
 * Adds the smaller versions to the uploaded pictures in sanitised HTML. A picture that names other sizes of itself stays as it
 * is.
 */
export function withSmallerPictures(content: string, sizes: string, { baseUrl, versions }: PagePictures): string {
  if (versions.size === 0) return content;
  return content.replace(imageElement, (element, attributes: string, end: string = "") => {
    const [, source = ""] = /(?:^| )src="([^"]*)"/.exec(attributes) ?? [];
    if (/(?:^| )srcset=/.test(attributes)) return element;
    const set = sourceSet(source, escapeHtml(baseUrl), versions);
    return set === undefined ? element : `<img ${attributes} srcset="${set}" sizes="${sizes}"${end}>`;
  });
}
