import { permalinkPath } from "../article/article.ts";
import { withoutDirection } from "../article/direction.ts";
import { textOf } from "../article/plain-text.ts";
import { sanitise } from "../article/sanitise.ts";
import { absoluteUrl } from "../article/url.ts";
import { cleanHtml } from "./clean/clean.ts";

/*
 * The parts that items of RSS and entries of Atom share. Unusable parts, such as an invalid address or date, are left out,
 * because the person who imports a feed did not write it.
 */

/** The base of a feed's relative addresses, and the origin of this service. */
export type FeedSurroundings = { baseUrl: string; origin?: string | undefined };

/** Resolves an address against a base. */
export function resolveUrl(address: string | undefined, base: string): string | undefined {
  return address === undefined ? undefined : absoluteUrl(address, base);
}

/**
 * Resolves relative addresses in HTML that do not start from the article's own address.
 * @param base undefined when they do
 */
export function resolveHtml(html: string | undefined, base: string | undefined): string | undefined {
  return html === undefined || base === undefined ? html : sanitise(cleanHtml(html), base);
}

/** Decodes references of HTML in plain text. A text that looks like a tag stays. */
export function decodeReferences(text: string | undefined): string | undefined {
  return text?.includes("&") ? textOf(text.replaceAll("<", "&lt;")) : text;
}

/** Sorts a description: beside content it is the summary. Alone it is the content if it has markup, else the summary. */
export function splitDescription(
  description: string | undefined,
  content: string | undefined,
  language: string | undefined,
): { summary?: string | undefined; content_html?: string | undefined } {
  if (description === undefined) return { content_html: content };
  const inner = withoutDirection(description, language ?? "en");
  if (content === undefined) return /<[a-z]/i.test(inner) ? { content_html: description } : { summary: textOf(inner) };
  return { content_html: content, ...(description !== content && { summary: textOf(inner) }) };
}

/** Returns the first valid tag in canonical form (BCP 47). */
export function firstLanguage(...tags: readonly (string | undefined)[]): string | undefined {
  for (const tag of tags) {
    try {
      const [language] = tag === undefined ? [] : Intl.getCanonicalLocales(tag.trim().replaceAll("_", "-"));
      if (language !== undefined) return language;
    } catch {}
  }
  return undefined;
}

/** Returns the id of an article of this very service, which stands in the address of its page; undefined for any other. */
export function articleIdFromUrl(url: string | undefined, origin: string | undefined): string | undefined {
  const pagePrefix = `${origin}${permalinkPath("")}`;
  if (origin === undefined || !url?.startsWith(pagePrefix)) return undefined;
  try {
    return decodeURIComponent(url.slice(pagePrefix.length));
  } catch {
    return undefined;
  }
}
