import type { Article } from "../../article/article.ts";
import { type Html, html, linkable } from "../html.ts";

/** An article's picture, described by its caption; undefined where there is none that a page can show. */
export function picture(article: Article, { lazy }: { lazy: boolean }): Html | undefined {
  const url = linkable(article.image);
  if (url === undefined) return undefined;
  return html`<img src="${url}" alt="${article._courant.image_description}"${lazy ? html` loading="lazy"` : undefined} decoding="async">`;
}
