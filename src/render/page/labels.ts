import type { Article, Author } from "../../article/article.ts";
import { excerptOf } from "../excerpt.ts";
import { type Html, html, safeAddress } from "../html.ts";
import { summaryOf } from "../summary.ts";

/** What an article is called: its title, else the beginning of what it says, else nothing. */
export function headlineOf(article: Article): string | undefined {
  if (article.title) return article.title;
  return excerptOf(summaryOf(article) ?? "", 80) || undefined;
}

/** A URL as a label: without its scheme, and not too long. */
export function labelOf(url: string): string {
  return excerptOf(url.replace(/^(?:https?:\/\/|mailto:)/i, "").replace(/\/$/, ""), 60);
}

/** Formats RFC 3339 dates for people, for example `2 September 2025`. */
export function dateFormat(language: string, timezone: string): (date: string) => string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: timezone });
  return (date) => format.format(new Date(date));
}

/** The names of authors, with their pictures and links to their pages; undefined where nobody is named. */
export function byline(authors: readonly Author[] | undefined): Html | undefined {
  const named = (authors ?? []).flatMap(({ name, url, avatar }) => {
    const label = name || (url && labelOf(url));
    if (!label) return [];
    const href = safeAddress(url);
    const words =
      href === undefined ? html`<bdi>${label}</bdi>` : html`<a href="${href}" rel="author"><bdi>${label}</bdi></a>`;
    const face = safeAddress(avatar);
    return [face === undefined ? words : html`<span class="author">${avatarImage(face)}${words}</span>`];
  });
  return named.length === 0
    ? undefined
    : html`${named.flatMap((name, index) => (index === 0 ? [name] : [", ", name]))}`;
}

/** It says nothing that the name beside it does not. */
function avatarImage(url: string): Html {
  return html`<img class="avatar" src="${url}" alt="" width="24" height="24" loading="lazy" decoding="async">`;
}
