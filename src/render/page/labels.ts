import type { Article, Author } from "../../article/article.ts";
import type { Site } from "../../config/schema.ts";
import { excerptOf } from "../excerpt.ts";
import { type Html, html, safeAddress } from "../html.ts";
import { summaryOf } from "../summary.ts";

/** Returns an article's title, or else the beginning of its summary or content; undefined when it has no text. */
export function headlineOf(article: Article): string | undefined {
  if (article.title) return article.title;
  return excerptOf(summaryOf(article) ?? "", 80) || undefined;
}

/** Returns a URL as a label, shortened and without its scheme. */
export function labelOf(url: string): string {
  return excerptOf(url.replace(/^(?:https?:\/\/|mailto:)/i, "").replace(/\/$/, ""), 60);
}

/** Renders a date, which is in the language of the site. */
export function timeElement(date: string, site: Site, formatDate: (date: string) => string): Html {
  return html`<time datetime="${date}" lang="${site.language}">${formatDate(date)}</time>`;
}

/** Joins the parts of a line. */
export function joined(parts: readonly Html[], separator: string): Html {
  return html`${parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]))}`;
}

/** Renders the names of authors, with their pictures and links to their pages; undefined when no author has a name. */
export function byline(authors: readonly Author[] | undefined): Html | undefined {
  const named = (authors ?? []).flatMap(({ name, url, avatar }) => {
    const label = name || (url && labelOf(url));
    if (!label) return [];
    const href = safeAddress(url);
    const nameHtml =
      href === undefined ? html`<bdi>${label}</bdi>` : html`<a href="${href}" rel="author"><bdi>${label}</bdi></a>`;
    const avatarUrl = safeAddress(avatar);
    return [
      avatarUrl === undefined ? nameHtml : html`<span class="author">${avatarImage(avatarUrl)}${nameHtml}</span>`,
    ];
  });
  return named.length === 0 ? undefined : joined(named, ", ");
}

/** Renders an author's picture. Its `alt` is empty because the name is beside it. */
function avatarImage(url: string): Html {
  return html`<img class="avatar" src="${url}" alt="" width="24" height="24" loading="lazy" decoding="async">`;
}
