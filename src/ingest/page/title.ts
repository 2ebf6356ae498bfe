import { nonEmptyLine } from "../../article/fields.ts";
import { textOf } from "../../article/html/text-of.ts";
import type { Document, Element } from "../document.ts";

/** Longer headings are no titles, and more headings are not looked at. */
const maxTitleLength = 500;
const maxHeadings = 100;

/** Elements in a heading that hold the topic above the title. */
const kicker =
  /kicker|over-?line|top-?(?:line|title)|dach-?zeile|spitz-?marke|roof-?line|eyebrow|pre-?title|super-?title|sur-?titre|over-?title|ante-?titulo|sub-?heading|hat-?title/i;
/** An element in a heading that holds nothing but the title. */
const titlePart = /(?:^|[\s_-])(?:headline|main-?title)(?:$|[\s_])/i;
/** Elements between a topic and a title that only a screen reader says. */
const hiddenTextClass = /visually-?hidden|sr-only|screen-?reader|invisible|hidden-?dash/i;

/** Other elements that may hold the title of a page that does not use headings. */
const titleElements =
  'h3, h4, [class*="title" i], [class*="headline" i], [class*="heading" i], [id*="title" i], [id*="headline" i]';

const separators = ["|", "-", "–", "—", "·", "•", "::", ":", "«", "»", "/", "~"];

/** The last words of names of Chinese, Japanese and Korean sites and their parts, and addresses after them. */
const joinedSiteName =
  /^[\p{L}\p{N}]{0,10}(?:网|網|网站|新闻|新聞|在线|日报|日報|晚报|早报|时报|频道|頻道|中心|门户|论坛|博客|百科|资讯|ニュース|オンライン|뉴스|일보|신문)(?:\s*[(（][^()（）]*[)）])?$/u;

/** The heading of a page's article, and its title as the heading says it. */
export type Heading = { element: Element; text: string };

/**
 * Returns the heading of a page's article: the `<h1>` or `<h2>` that is a title that the page declares, else the `<h1>`
 * that begins one, else the longest part of one, or the `<h1>` before that, else the only `<h1>`. The name of the site is no
 * heading, also where it stands in the `<h1>`.
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
  const found = matchingHeading(main, all, titles);
  if (found !== undefined) {
    return { ...found, text: withoutSiteName(withoutTopic(found.text, all), isSiteName) };
  }
  if (new Set(main.map(({ text }) => text)).size !== 1) return titleElementOf(document, titles, isSiteName);
  const [only] = main as [Heading];
  // A heading with other elements may hold more than the title: the topic before it, a subtitle, a date.
  const isPlain = only.element.querySelector("*") === null;
  const title = titles.map((each) => withoutSiteName(each, isSiteName)).find((each) => isPart(each, only.text, 0.4));
  return title === undefined || (isPlain && isStart(title, only.text)) ? only : { ...only, text: title };
}

function matchingHeading(
  main: readonly Heading[],
  all: readonly Heading[],
  titles: readonly string[],
): Heading | undefined {
  const isIn = ({ text }: Heading) => titles.some((title) => isPart(text, title, 0.3));
  const wholeTitles = new Set(titles.map(comparable));
  const same = all.find(({ text }) => wholeTitles.has(comparable(text)));
  if (same !== undefined) return same;
  const first = longestOf(main.filter(({ text }) => titles.some((title) => isStart(text, title))).filter(isIn));
  const longest = first ?? longestOf(all.filter(isIn));
  const before = main.find(({ element }) => element === longest?.element.previousElementSibling);
  return before !== undefined && titles.some((title) => isSegment(before.text, title)) ? before : longest;
}

/** Returns the element that looks like a title, and is part of a declared one, of a page without such headings. */
function titleElementOf(
  document: Document,
  titles: readonly string[],
  isSiteName: (text: string) => boolean,
): Heading | undefined {
  const elements = headingsIn(document, titleElements).filter(
    ({ element, text }) => !isSiteName(text) && !isHomeLink(element) && titles.some((title) => isSegment(text, title)),
  );
  const found = longestOf(elements);
  return found === undefined ? undefined : { ...found, text: withoutSiteName(found.text, isSiteName) };
}

/** Returns a title without the topic before it that another heading of the page marks as one. */
function withoutTopic(title: string, headings: readonly Heading[]): string {
  const marked = headings.find(
    ({ element, text }) => text !== title && comparable(element.textContent) === comparable(title),
  );
  return marked?.text ?? title;
}

function longestOf(headings: readonly Heading[]): Heading | undefined {
  const longest = Math.max(...headings.map(({ text }) => text.length));
  return headings.find(({ text }) => text.length === longest);
}

function headingsIn(document: Document, selector: string): Heading[] {
  const elements = [...document.querySelectorAll(selector)].slice(0, maxHeadings);
  return elements.flatMap((element) => {
    const html = element.innerHTML;
    const text = html.length > 4 * maxTitleLength ? element.textContent : titleIn(element);
    const line = text.length > 4 * maxTitleLength ? undefined : nonEmptyLine(withoutHyphenation(text));
    return line === undefined ? [] : [{ element, text: line }];
  });
}

/** Returns the text of a short heading, without the topic above its title. */
function titleIn(heading: Element): string {
  const children = [...heading.querySelectorAll(":scope > *")];
  const [title, ...otherTitles] = children.filter((child) => titlePart.test(child.getAttribute("class") ?? ""));
  const lengthOf = (elements: Element[]) => elements.map((each) => each.textContent.replace(/\s/g, "")).join("").length;
  if (title !== undefined && otherTitles.length === 0 && lengthOf(children) === lengthOf([heading])) {
    const text = textOf(title.innerHTML).trim();
    if (text !== "") return text;
  }
  const topics = children.filter((child) => kicker.test(child.getAttribute("class") ?? ""));
  const others = children.filter((child) => hiddenTextClass.test(child.getAttribute("class") ?? ""));
  let html = heading.innerHTML;
  for (const { outerHTML } of topics.length > 0 ? [...topics, ...others] : []) html = html.replace(outerHTML, " ");
  const rest = textOf(html).trim();
  return (topics.length > 0 ? rest.replace(/^[:–—|·-]\s+/, "") : rest) || textOf(heading.innerHTML);
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

/**
 * Tells whether a text of several words is what stands before or between separators in a title, of which the last part may
 * be the name of the site.
 */
function isSegment(text: string, title: string): boolean {
  const segments = separators.flatMap((separator) => title.split(` ${separator} `).slice(0, -1)).map(comparable);
  return /\S\s+\S/.test(text) && segments.includes(comparable(text));
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
  return withoutJoinedSiteName(title, isSiteName);
}

/**
 * Removes a site's name that no blank separates from the title, as in Chinese: one that is known, or that ends as names of
 * sites do.
 */
function withoutJoinedSiteName(title: string, isSiteName: (text: string) => boolean): string {
  const [, start = "", name = ""] = /^(.{4,}?)\s*[-_|｜–—]+\s*([^-_|｜–—]{2,30})$/su.exec(title) ?? [];
  if (start === "" || !/\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(title))
    return title;
  return isSiteName(name) || joinedSiteName.test(name) ? withoutJoinedSiteName(start, isSiteName) : title;
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
