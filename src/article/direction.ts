import { onlyElementAttributes } from "./html/parser.ts";

const closingTag = "</div>";

/**
 * Puts HTML in a right-to-left language into an element that says so, once. Without it, readers show the text from left to
 * right, whatever its language.
 * @param html sanitised
 * @param language BCP 47
 */
export function withDirection(html: string, language: string): string {
  return directionFor(language)(html);
}

/** Returns `withDirection` for one language. It looks the language up once, which takes most of the time. */
export function directionFor(language: string): (html: string) => string {
  const { direction } = new Intl.Locale(language).getTextInfo();
  if (direction !== "rtl") return (html) => html;
  return (html) => (hasDirection(html) ? html : `${openingTag(language)}${html}${closingTag}`);
}

/**
 * Removes the element that `withDirection` adds, and the white space at its ends, so that a re-import changes nothing.
 * Other HTML is returned unchanged.
 */
export function withoutDirection(html: string, language: string): string {
  const inner = html.slice(openingTag(language).length, -closingTag.length);
  return hasDirection(html) && withDirection(inner, language) === html
    ? withoutDirection(inner.trim(), language)
    : html;
}

function openingTag(language: string): string {
  return `<div dir="rtl" lang="${language}">`;
}

function hasDirection(html: string): boolean {
  return /^<[^>]*\bdir="rtl"/i.test(html) && onlyElementAttributes(html)?.get("dir")?.toLowerCase() === "rtl";
}
