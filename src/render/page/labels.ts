import type { Article, Author } from "../../article/article.ts";
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

/** Creates a function that formats RFC 3339 dates for people, for example `2 September 2025`. */
export function createDateFormat(language: string, timezone: string): (date: string) => string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: timezone });
  return (date) => format.format(new Date(date));
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
  return named.length === 0
    ? undefined
    : html`${named.flatMap((name, index) => (index === 0 ? [name] : [", ", name]))}`;
}

/** Renders an author's picture. Its `alt` is empty because the name is beside it. */
function avatarImage(url: string): Html {
  return html`<img class="avatar" src="${url}" alt="" width="24" height="24" loading="lazy" decoding="async">`;
}
