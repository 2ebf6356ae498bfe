import { Readability } from "@mozilla/readability";
import { absoluteUrl } from "../../article/url.ts";
import { removeBoxes } from "../clean/boxes.ts";
import { cleanTree } from "../clean/clean.ts";
import type { Document, Element } from "../document.ts";

/** Characters of a title or a meta element. Readability takes more than linear time for them. */
const maxLineLength = 5_000;

export type PageContent = {
  html: string;
  title: string | undefined;
  byline: string | undefined;
  language: string | undefined;
  /** The address of the first picture that is no icon. */
  picture: string | undefined;
};

/**
 * Extracts the article of a page with Mozilla's Readability, which takes the document apart.
 * @param base the base of relative addresses; undefined for a file that names no address
 */
export function contentOf(document: Document, base: string | undefined): PageContent | undefined {
  cleanTree(document.documentElement);
  for (const script of document.querySelectorAll("script:not([type='application/ld+json']), style, base, template"))
    script.remove();
  if (base !== undefined) resolveAddresses(document, base);
  shortenHead(document);
  const originalTitle = replaceTitleDashes(document);
  const serializer = (node: unknown) => node as Element;
  const parsed = new Readability(document as never, { keepClasses: true, serializer }).parse();
  if (!parsed?.content) return undefined;
  // Readability judges by the surroundings of an article, so boxes are removed afterwards.
  removeBoxes(parsed.content, { isWholePage: true });
  return {
    html: parsed.content.innerHTML,
    title: withOriginalDashes(parsed.title ?? "", originalTitle) || undefined,
    byline: parsed.byline || undefined,
    language: parsed.lang || undefined,
    picture: pictureIn(parsed.content),
  };
}

function pictureIn(content: Element): string | undefined {
  const pictures = [...content.querySelectorAll("img[src]")];
  const isIcon = (picture: Element) =>
    ["width", "height"].some((name) => Number(picture.getAttribute(name) ?? 100) < 100);
  return pictures.find((picture) => !isIcon(picture))?.getAttribute("src") ?? undefined;
}

/** Resolves relative addresses, because the article's own address may differ from the page's. */
function resolveAddresses(document: Document, base: string): void {
  for (const name of ["href", "src", "poster"]) {
    for (const element of document.querySelectorAll(`body [${name}]`)) {
      const original = element.getAttribute(name) ?? "";
      if (/^(?:[a-z][a-z0-9+.-]*:|#)/i.test(original)) continue;
      const url = absoluteUrl(original, base);
      if (url !== undefined) element.setAttribute(name, url);
    }
  }
  for (const element of document.querySelectorAll("body [srcset]")) {
    const srcset = (element.getAttribute("srcset") ?? "").slice(0, 8_192);
    const absolute = srcset.replace(
      /([^\s,]\S*[^\s,])(\s+[\d.]+[wx])?\s*(,|$)/g,
      (_whole, url: string, size = "", end) => {
        return `${absoluteUrl(url, base) ?? url}${size}${end === "" ? "" : ", "}`;
      },
    );
    element.setAttribute("srcset", absolute);
  }
}

/** Replaces dashes in the title by hyphens, because Readability knows no other separator. Returns the original title. */
function replaceTitleDashes(document: Document): string {
  const element = document.querySelector("title");
  const original = element?.textContent ?? "";
  if (element && /\s[–—]\s/.test(original)) element.textContent = original.replace(/(\s)[–—](?=\s)/g, "$1-");
  return original;
}

function withOriginalDashes(title: string, original: string): string {
  const start = original.replace(/(\s)[–—](?=\s)/g, "$1-").indexOf(title);
  return start === -1 ? title : original.slice(start, start + title.length);
}

function shortenHead(document: Document): void {
  for (const title of document.querySelectorAll("title")) {
    if (title.textContent.length > maxLineLength) title.textContent = title.textContent.slice(0, maxLineLength);
  }
  for (const meta of document.querySelectorAll("meta")) {
    if ([...meta.attributes].some(({ value }) => value.length > maxLineLength)) meta.remove();
  }
}
