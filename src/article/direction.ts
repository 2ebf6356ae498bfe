import { onlyElement } from "./html-parser.ts";

const end = "</div>";

/**
 * HTML as it stands in documents. Readers show it from left to right, whatever its language, unless it says otherwise:
 * what is written from right to left stands in an element that does, once.
 * @param html sanitised
 * @param language BCP 47
 */
export function withDirection(html: string, language: string): string {
  const { direction } = new Intl.Locale(language).getTextInfo();
  return direction !== "rtl" || saysSo(html) ? html : `${startIn(language)}${html}${end}`;
}

/**
 * The HTML that `directed` makes this of, without white space at its ends, so that it comes out the same again; other
 * HTML is returned as it is.
 */
export function withoutDirection(html: string, language: string): string {
  const inner = html.slice(startIn(language).length, -end.length);
  return saysSo(html) && withDirection(inner, language) === html ? withoutDirection(inner.trim(), language) : html;
}

function startIn(language: string): string {
  return `<div dir="rtl" lang="${language}">`;
}

function saysSo(html: string): boolean {
  return /^<[^>]*\bdir="rtl"/i.test(html) && onlyElement(html)?.get("dir")?.toLowerCase() === "rtl";
}
