import type { Document, Element } from "../document.ts";
import { keywords, type PageMetadata } from "./metadata.ts";

type Names = {
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
const hEntry: Names = {
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

/** Their ancestor (https://microformats.org/wiki/hatom). */
const hAtom: Names = {
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

/** Microdata with the words of schema.org (https://html.spec.whatwg.org/multipage/microdata.html). */
const microdata: Names = {
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

/** What the marked-up text of a page says of its article; nothing where it has several, as a list of them has. */
export function markedUp(document: Document): PageMetadata[] {
  return [hEntry, microdata, hAtom].map((names) => {
    const entries = [...document.querySelectorAll(names.entry)];
    const [entry] = entries;
    if (entry === undefined || entries.some((other) => !entry.contains(other))) return {};
    return saidIn(entry, names);
  });
}

function saidIn(entry: Element, names: Names): PageMetadata {
  const one = (selector: string) => entry.querySelector(selector) ?? undefined;
  // A name inside the author is the author's.
  const title = [...entry.querySelectorAll(names.title)].find((each) => !each.closest(names.author));
  const authors = [...entry.querySelectorAll(names.author)].slice(0, 10).flatMap((author) => {
    const name = textOf(author.querySelector(names.name) ?? author);
    const link = author.localName === "a" ? author : author.querySelector("a[href]");
    return name === undefined || name.length > 200 ? [] : [{ name, url: link?.getAttribute("href") ?? undefined }];
  });
  const image = addressOf(one(names.image));
  return {
    urls: [addressOf(one(names.url))].filter((url) => url !== undefined),
    title: textOf(title),
    authors: authors.length > 0 ? authors : undefined,
    published: dateOf(one(names.published)),
    modified: dateOf(one(names.modified)),
    image: image === undefined ? undefined : { url: image },
    summary: textOf(one(names.summary)),
    tags: keywords([...entry.querySelectorAll(names.tags)].map((tag) => textOf(tag) ?? "")),
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
