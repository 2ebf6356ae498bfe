import type { Document, Element } from "../document.ts";
import { type PageMetadata, splitKeywords } from "./metadata.ts";

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

/** Reads the metadata in a page's marked-up text. A page with several entries, such as a list, gives none. */
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
  const title = [...entry.querySelectorAll(selectors.title)].find((element) => !element.closest(selectors.author));
  const authors = [...entry.querySelectorAll(selectors.author)].slice(0, 10).flatMap((author) => {
    const name = textOf(author.querySelector(selectors.name) ?? author);
    const link = author.localName === "a" ? author : author.querySelector("a[href]");
    return name === undefined || name.length > 200 ? [] : [{ name, url: link?.getAttribute("href") ?? undefined }];
  });
  const image = addressOf(firstElement(selectors.image));
  return {
    urls: [addressOf(firstElement(selectors.url))].filter((url) => url !== undefined),
    title: textOf(title),
    authors: authors.length > 0 ? authors : undefined,
    published: dateOf(firstElement(selectors.published)),
    modified: dateOf(firstElement(selectors.modified)),
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

function dateOf(element: Element | undefined): string | undefined {
  const time = element?.querySelector("time[datetime]") ?? element;
  return time?.getAttribute("datetime") ?? time?.getAttribute("content") ?? time?.getAttribute("title") ?? textOf(time);
}
