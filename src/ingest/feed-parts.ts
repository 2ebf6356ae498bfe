import { permalinkPath } from "../article/article.ts";
import { withoutDirection } from "../article/direction.ts";
import { textOf } from "../article/plain-text.ts";
import { sanitise } from "../article/sanitise.ts";
import { absoluteUrl } from "../article/url.ts";
import { cleanHtml } from "./clean/clean.ts";

/*
 * What items of RSS and entries of Atom have in common. What cannot be used in them, an address or a date that is none, is
 * left out: whoever imports a feed did not write it.
 */

/** What a feed is read with: where its addresses start from, and where this service is. */
export type FeedSurroundings = { baseUrl: string; origin?: string | undefined };

/** An address against the first base that is one. */
export function resolved(typed: string | undefined, base: string): string | undefined {
  return typed === undefined ? undefined : absoluteUrl(typed, base);
}

/**
 * HTML whose relative addresses start from somewhere else than the article's own address.
 * @param base undefined where they start from there
 */
export function basedHtml(html: string | undefined, base: string | undefined): string | undefined {
  return html === undefined || base === undefined ? html : sanitise(cleanHtml(html), base);
}

/** Plain text with the characters that references of HTML in it stand for; what looks like a tag stays. */
export function withoutReferences(text: string | undefined): string | undefined {
  return text?.includes("&") ? textOf(text.replaceAll("<", "&lt;")) : text;
}

/** A description beside content is a summary; alone it is one where it has no markup, else it is the content. */
export function summaryAndContent(
  description: string | undefined,
  content: string | undefined,
  language: string | undefined,
): { summary?: string | undefined; content_html?: string | undefined } {
  if (description === undefined) return { content_html: content };
  const inner = withoutDirection(description, language ?? "en");
  if (content === undefined) return /<[a-z]/i.test(inner) ? { content_html: description } : { summary: textOf(inner) };
  return { content_html: content, ...(description !== content && { summary: textOf(inner) }) };
}

/** BCP 47, or undefined. */
export function languageOf(...typed: readonly (string | undefined)[]): string | undefined {
  for (const each of typed) {
    try {
      const [language] = each === undefined ? [] : Intl.getCanonicalLocales(each.trim().replaceAll("_", "-"));
      if (language !== undefined) return language;
    } catch {}
  }
  return undefined;
}

/** The id of an article of this very service, which stands in the address of its page; undefined for every other. */
export function ownId(url: string | undefined, origin: string | undefined): string | undefined {
  const start = `${origin}${permalinkPath("")}`;
  if (origin === undefined || !url?.startsWith(start)) return undefined;
  try {
    return decodeURIComponent(url.slice(start.length));
  } catch {
    return undefined;
  }
}
