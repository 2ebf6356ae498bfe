import { Readability } from "@mozilla/readability";
import { absoluteUrl } from "../../article/url.ts";
import { removeBoxes } from "../clean/boxes.ts";
import { cleanTree } from "../clean/clean.ts";
import type { Document, Element } from "../document.ts";

/** Characters of a title or of what a meta element says: Readability takes them apart in more than linear time. */
const maxLineLength = 5_000;

export type Content = {
  html: string;
  title: string | undefined;
  byline: string | undefined;
  language: string | undefined;
  /** The address of the first picture in it that is no icon. */
  picture: string | undefined;
};

/**
 * The article in a page, by Mozilla's Readability. The document is taken apart by it.
 * @param base what relative addresses start from; undefined for a file that names no address
 */
export function contentOf(document: Document, base: string | undefined): Content | undefined {
  cleanTree(document.documentElement);
  for (const script of document.querySelectorAll("script:not([type='application/ld+json']), style, base, template"))
    script.remove();
  if (base !== undefined) resolveAddresses(document, base);
  shortenHead(document);
  const typedTitle = withHyphens(document);
  const serializer = (node: unknown) => node as Element;
  const read = new Readability(document as never, { keepClasses: true, serializer }).parse();
  if (!read?.content) return undefined;
  // Not before: Readability judges by what stands around an article, too.
  removeBoxes(read.content, { whole: true });
  return {
    html: read.content.innerHTML,
    title: asTyped(read.title ?? "", typedTitle) || undefined,
    byline: read.byline || undefined,
    language: read.lang || undefined,
    picture: pictureIn(read.content),
  };
}

function pictureIn(content: Element): string | undefined {
  const pictures = [...content.querySelectorAll("img[src]")];
  const isIcon = (picture: Element) =>
    ["width", "height"].some((name) => Number(picture.getAttribute(name) ?? 100) < 100);
  return pictures.find((picture) => !isIcon(picture))?.getAttribute("src") ?? undefined;
}

/** Relative addresses become absolute here: the article's own address may be another than the page's. */
function resolveAddresses(document: Document, base: string): void {
  for (const name of ["href", "src", "poster"]) {
    for (const element of document.querySelectorAll(`body [${name}]`)) {
      const typed = element.getAttribute(name) ?? "";
      if (/^(?:[a-z][a-z0-9+.-]*:|#)/i.test(typed)) continue;
      const url = absoluteUrl(typed.trim().replaceAll(" ", "%20"), base);
      if (url !== undefined) element.setAttribute(name, url);
    }
  }
  for (const element of document.querySelectorAll("body [srcset]")) {
    const set = (element.getAttribute("srcset") ?? "").slice(0, 8_192);
    const absolute = set.replace(
      /([^\s,]\S*[^\s,])(\s+[\d.]+[wx])?\s*(,|$)/g,
      (_whole, url: string, size = "", end) => {
        return `${absoluteUrl(url, base) ?? url}${size}${end === "" ? "" : ", "}`;
      },
    );
    element.setAttribute("srcset", absolute);
  }
}

/** Readability knows no dashes between a title and the name of the site. @returns the title as it was, which is as long */
function withHyphens(document: Document): string {
  const element = document.querySelector("title");
  const typed = element?.textContent ?? "";
  if (element && /\s[–—]\s/.test(typed)) element.textContent = typed.replace(/(\s)[–—](?=\s)/g, "$1-");
  return typed;
}

function asTyped(title: string, typed: string): string {
  const start = typed.replace(/(\s)[–—](?=\s)/g, "$1-").indexOf(title);
  return start === -1 ? title : typed.slice(start, start + title.length);
}

function shortenHead(document: Document): void {
  for (const title of document.querySelectorAll("title")) {
    if (title.textContent.length > maxLineLength) title.textContent = title.textContent.slice(0, maxLineLength);
  }
  for (const meta of document.querySelectorAll("meta")) {
    if ([...meta.attributes].some(({ value }) => value.length > maxLineLength)) meta.remove();
  }
}
