import { nonEmptyLine } from "../../article/fields.ts";
import { textOf } from "../../article/html/text-of.ts";
import type { Document, Element } from "../document.ts";

/** Longer headings are no titles, and more headings are not looked at. */
const maxTitleLength = 500;
const maxHeadings = 100;

/** Elements in a heading that hold the topic above the title. */
const kicker =
  /kicker|over-?line|top-?(?:line|title)|dach-?zeile|spitz-?marke|roof-?line|eyebrow|pre-?title|super-?title|sur-?titre|over-?title|ante-?titulo|sub-?heading|hat-?title/i;
/** Elements between a topic and a title that only a screen reader says. */
const hiddenTextClass = /visually-?hidden|sr-only|screen-?reader|invisible|hidden-?dash/i;

const separators = ["|", "-", "–", "—", "·", "•", "::", ":", "«", "»", "/", "~"];

/** The heading of a page's article, and its title as the heading says it. */
export type Heading = { element: Element; text: string };

/**
 * Returns the heading of a page's article: the `<h1>` or `<h2>` that is a title that the page declares, else the `<h1>`
 * that begins one, else the longest part of one, else the only `<h1>`. The name of the site is no heading, also where
 * it stands in the `<h1>`.
 * @param declaredTitles the page's titles in JSON-LD, `meta` elements, microformats, microdata and its `<title>`
 */
export function headingOf(
  document: Document,
  declaredTitles: readonly string[],
  isSiteName: (text: string) => boolean,
): Heading | undefined {
  const titles = declaredTitles.filter(({ length }) => length <= maxTitleLength);
  const [main, lesser] = [headingsIn(document, "h1"), headingsIn(document, "h2")].map((headings) =>
    headings.filter(({ element, text }) => !isSiteName(text) && !isHomeLink(element)),
  ) as [Heading[], Heading[]];
  const all = [...main, ...lesser];
  const isIn = ({ text }: Heading) => titles.some((title) => isPart(text, title, 0.3));
  const wholeTitles = new Set(titles.map(comparable));
  const same = all.find(({ text }) => wholeTitles.has(comparable(text)));
  const first = longestOf(main.filter(({ text }) => titles.some((title) => isStart(text, title))).filter(isIn));
  const found = same ?? first ?? longestOf(all.filter(isIn));
  if (found !== undefined) return { ...found, text: withoutSiteName(found.text, isSiteName) };
  if (new Set(main.map(({ text }) => text)).size !== 1) return undefined;
  const [only] = main as [Heading];
  // A heading with other elements may hold more than the title: the topic before it, a subtitle, a date.
  const isPlain = only.element.querySelector("*") === null;
  const title = titles.map((each) => withoutSiteName(each, isSiteName)).find((each) => isPart(each, only.text, 0.4));
  return title === undefined || (isPlain && isStart(title, only.text)) ? only : { ...only, text: title };
}

function longestOf(headings: readonly Heading[]): Heading | undefined {
  const longest = Math.max(...headings.map(({ text }) => text.length));
  return headings.find(({ text }) => text.length === longest);
}

function headingsIn(document: Document, name: "h1" | "h2"): Heading[] {
  return [...document.querySelectorAll(name)].slice(0, maxHeadings).flatMap((element) => {
    const html = element.innerHTML;
    const text = html.length > 4 * maxTitleLength ? element.textContent : titleIn(element);
    const line = text.length > 4 * maxTitleLength ? undefined : nonEmptyLine(withoutHyphenation(text));
    return line === undefined ? [] : [{ element, text: line }];
  });
}

/** Returns the text of a short heading, without the topic above its title. */
function titleIn(heading: Element): string {
  const children = [...heading.querySelectorAll(":scope > *")];
  const topics = children.filter((child) => kicker.test(child.getAttribute("class") ?? ""));
  const others = children.filter((child) => hiddenTextClass.test(child.getAttribute("class") ?? ""));
  let html = heading.innerHTML;
  for (const { outerHTML } of topics.length > 0 ? [...topics, ...others] : []) html = html.replace(outerHTML, " ");
  return textOf(html).trim() || textOf(heading.innerHTML);
}

/** Removes the marks at which a word may be divided. */
export function withoutHyphenation(text: string): string {
  return text.replace(/[\u00AD\u200B]/g, "");
}

/** Tells whether a heading is a link to the home page, as the name of a site is. */
function isHomeLink(heading: Element): boolean {
  const link =
    heading.querySelector("a[href]") ?? (heading.parentElement?.localName === "a" ? heading.parentElement : null);
  if (link === null || link.textContent.trim().length > heading.textContent.trim().length) return false;
  return /^(?:https?:\/\/[^/]+)?\/?(?:index\.\w+)?$/i.test(link.getAttribute("href")?.trim() ?? "#");
}

/** Tells whether a title begins with whole words. */
function isStart(start: string, title: string): boolean {
  return comparable(title).startsWith(comparable(start)) && isPart(start, title, 0);
}

/** Tells whether one text is whole words of another, and at least a share of it. */
function isPart(one: string, other: string, minShare: number): boolean {
  const [part, whole] = [comparable(one), comparable(other)];
  const start = whole.indexOf(part);
  if (part === "" || start === -1 || part.length < minShare * whole.length) return false;
  const around = `${whole.slice(0, start).at(-1) ?? " "}${whole[start + part.length] ?? " "}`;
  return !/[\p{L}\p{N}]/u.test(around) || /\p{Lo}/u.test(around);
}

/** Returns a title without the name of the site before or after it. */
export function withoutSiteName(title: string, isSiteName: (text: string) => boolean): string {
  for (const separator of separators) {
    const parts = title.split(` ${separator} `);
    const [first = "", last = ""] = [parts[0], parts.at(-1)];
    if (parts.length === 1) continue;
    if (isSiteName(last)) return withoutSiteName(parts.slice(0, -1).join(` ${separator} `), isSiteName);
    if (isSiteName(first)) return withoutSiteName(parts.slice(1).join(` ${separator} `), isSiteName);
  }
  return title;
}

/** Folds a title for comparison. Case, quotation marks and kinds of dashes do not count. */
function comparable(title: string): string {
  return withoutHyphenation(title)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/["'“”„«»‘’`´]/g, "'")
    .replace(/[–—]/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}
