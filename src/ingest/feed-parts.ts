import { permalinkPath } from "../article/address.ts";
import { withoutDirection } from "../article/direction.ts";
import { textOf } from "../article/html/text-of.ts";
import { sanitise } from "../article/sanitise.ts";
import { absoluteUrl } from "../article/url.ts";
import { cleanHtml } from "./clean/clean.ts";
import { parseFeedDate } from "./dates.ts";
import type { ImportOptions } from "./import-options.ts";

/*
 * The parts that items of RSS and entries of Atom share. A part that cannot be used, such as an invalid address or
 * date, stays as it is: `prepare` leaves it out and says so, because the person who imports a feed did not write it.
 */

/**
 * The base of a feed's relative addresses, the site and the origin of this service, the hosts whose frames may stay,
 * and the zone of local times.
 */
export type FeedSurroundings = Pick<ImportOptions, "baseUrl" | "siteUrl" | "origin" | "frames" | "timezone">;

/** Resolves an address against a base. */
export function resolveUrl(address: string | undefined, base: string): string | undefined {
  return address === undefined ? undefined : absoluteUrl(address, base);
}

/** Resolves an address against a base. An address that cannot be used stays as it is. */
export function usableUrl(address: string | undefined, base: string): string | undefined {
  return resolveUrl(address, base) ?? address;
}

/** Parses the first date that can be read. When there is none, the first text stays as it is. */
export function usableDate(...dates: readonly (string | undefined)[]): string | undefined {
  const texts = dates.filter((date) => date !== undefined);
  return texts.map(parseFeedDate).find((date) => date !== undefined) ?? texts[0];
}

/**
 * Resolves relative addresses in HTML that do not start from the article's own address.
 * @param base undefined when they do
 */
export function resolveHtml(
  html: string | undefined,
  base: string | undefined,
  { frames = [] }: Pick<FeedSurroundings, "frames">,
): string | undefined {
  return html === undefined || base === undefined
    ? html
    : sanitise(cleanHtml(html), base, { hasAddress: false, frames });
}

/** Decodes references of HTML in plain text. A text that looks like a tag stays. */
export function decodeReferences(text: string | undefined): string | undefined {
  return text?.includes("&") ? textOf(text.replaceAll("<", "&lt;")) : text;
}

/**
 * Returns the text in names and tags. Many programs write HTML’s character references into them; Courant’s own feeds do
 * not.
 */
export function createTextReader(generator: string | undefined): (text: string) => string {
  return generator === "Courant" ? (text) => text : (text) => decodeReferences(text) ?? text;
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
