import type { Document, Element } from "../document.ts";
import { type PageMetadata, splitKeywords } from "./metadata.ts";
import { personNames } from "./person-names.ts";

type MarkupSelectors = {
  entry: string;
  title: string;
  author: string;
  name: string;
  published: string;
  modified: string;
  url: string;
  summary: string;
  image: string;
  tags: string;
};

/** Microformats 2 (https://microformats.org/wiki/h-entry). */
const hEntrySelectors: MarkupSelectors = {
  entry: ".h-entry",
  title: ".p-name",
  author: ".p-author",
  name: ".p-name",
  published: ".dt-published",
  modified: ".dt-updated",
  url: "a.u-url, link.u-url",
  summary: ".p-summary",
  image: ".u-photo, .u-featured",
  tags: ".p-category",
};

/** The predecessor of Microformats 2 (https://microformats.org/wiki/hatom). */
const hAtomSelectors: MarkupSelectors = {
  entry: ".hentry",
  title: ".entry-title",
  author: ".author.vcard, .author .vcard",
  name: ".fn",
  published: ".published, .entry-date",
  modified: ".updated",
  url: "a[rel~=bookmark]",
  summary: ".entry-summary",
  image: ".u-photo",
  tags: "a[rel~=tag]",
};

/** Microdata with the vocabulary of schema.org (https://html.spec.whatwg.org/multipage/microdata.html). */
const microdataSelectors: MarkupSelectors = {
  entry: '[itemtype$="Article"], [itemtype$="BlogPosting"]',
  title: "[itemprop~=headline]",
  author: "[itemprop~=author]",
  name: "[itemprop~=name]",
  published: "[itemprop~=datePublished]",
  modified: "[itemprop~=dateModified]",
  url: "[itemprop~=mainEntityOfPage], link[itemprop~=url]",
  summary: "[itemprop~=description]",
  image: "[itemprop~=image]",
  tags: "[itemprop~=keywords]",
};

/**
 * Reads the metadata in a page's marked-up text. A page with several entries, such as a list, gives none, and an entry with
 * several titles, such as one with a list of others, neither title nor authors.
 */
export function readMarkup(document: Document): PageMetadata[] {
  return [hEntrySelectors, microdataSelectors, hAtomSelectors].map((selectors) => {
    const entries = [...document.querySelectorAll(selectors.entry)];
    const [entry] = entries;
    if (entry === undefined || entries.some((other) => !entry.contains(other))) return {};
    return readEntry(entry, selectors);
  });
}

function readEntry(entry: Element, selectors: MarkupSelectors): PageMetadata {
  const firstElement = (selector: string) => entry.querySelector(selector) ?? undefined;
  // A name inside the author belongs to the author.
  const titleElements = [...entry.querySelectorAll(selectors.title)].filter(
    (element) => !element.closest(selectors.author),
  );
  const titles = new Set(titleElements.map(textOf));
  const isOne = titles.size <= 1;
  const authors = [...entry.querySelectorAll(selectors.author)].slice(0, 10).flatMap((author) => {
    const names = personNames(textOf(author.querySelector(selectors.name) ?? author) ?? "");
    const link = author.localName === "a" ? author : author.querySelector("a[href]");
    const url = names.length === 1 ? (link?.getAttribute("href") ?? undefined) : undefined;
    return names.map((name) => ({ name, url }));
  });
  const image = addressOf(firstElement(selectors.image));
  return {
    urls: [addressOf(firstElement(selectors.url))].filter((url) => url !== undefined),
    title: isOne ? [...titles][0] : undefined,
    authors: isOne && authors.length > 0 ? authors : undefined,
    published: datesOf(firstElement(selectors.published)),
    modified: datesOf(firstElement(selectors.modified)),
    image: image === undefined ? undefined : { url: image },
    summary: textOf(firstElement(selectors.summary)),
    tags: splitKeywords([...entry.querySelectorAll(selectors.tags)].map((tag) => textOf(tag) ?? "")),
  };
}

function textOf(element: Element | undefined): string | undefined {
  const text = element?.getAttribute("content") ?? element?.textContent ?? "";
  return text.replace(/\s+/g, " ").trim() || undefined;
}

function addressOf(element: Element | undefined): string | undefined {
  for (const name of ["content", "href", "src", "itemid"]) {
    const address = element?.getAttribute(name);
    if (address) return address;
  }
  return undefined;
}

function datesOf(element: Element | undefined): string[] {
  const time = element?.querySelector("time[datetime]") ?? element;
  const values = ["datetime", "content", "title"].map((name) => time?.getAttribute(name));
  return [...values, textOf(time)].filter((value) => typeof value === "string");
}
