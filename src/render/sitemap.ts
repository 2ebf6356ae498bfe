import { linkOf } from "../article/address.ts";
import type { Article } from "../article/article.ts";
import { picturesOf } from "../article/links.ts";
import type { Site } from "../config/schema.ts";
import { addressOf } from "./address.ts";
import { element, escapeText } from "./xml.ts";

/** The sitemap, or the list of sitemaps where one file would be too large to write anew for every change. */
export const sitemapPath = "/sitemap.xml";

/** Returns the path of a part of the sitemap: the pages of a month, such as `2026-11`, or `site` for those of the site. */
export const sitemapPartPath = (part: string) => `/sitemap/${part}.xml`;

/** An article is news for search engines for two days (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap). */
export const newsLifetimeMs = 48 * 60 * 60 * 1000;

/** The most pictures of a page that a sitemap may name (https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps). */
const maxPictures = 1000;

const namespaces = {
  xmlns: "http://www.sitemaps.org/schemas/sitemap/0.9",
  "xmlns:image": "http://www.google.com/schemas/sitemap-image/1.1",
  "xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9",
};

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

const text = (name: string, content: string) => element(name, {}, escapeText(content));

/**
 * Renders a sitemap (https://www.sitemaps.org/protocol.html).
 * @param entries what `siteEntry` and `articleEntry` return
 */
export function renderSitemap(entries: readonly string[]): string {
  return `${declaration}${element("urlset", namespaces, "\n", ...entries)}\n`;
}

/** Renders a list of sitemaps (https://www.sitemaps.org/protocol.html#index). @param addresses of the sitemaps */
export function renderSitemapIndex(addresses: readonly string[]): string {
  const entries = addresses.map((address) => `${element("sitemap", {}, text("loc", address))}\n`);
  return `${declaration}${element("sitemapindex", { xmlns: namespaces.xmlns }, "\n", ...entries)}\n`;
}

/** Renders the entry of a page of the site. @param address absolute */
export function siteEntry(address: string): string {
  return `${element("url", {}, text("loc", address))}\n`;
}

/**
 * Renders the entry of an article's page, with its pictures, and what makes it news while it is new.
 * @param now in milliseconds since 1970
 */
export function articleEntry(article: Article, { site, baseUrl, now }: { site: Site; baseUrl: string; now: number }) {
  const pictures = picturesOf(article).slice(0, maxPictures);
  return `${element(
    "url",
    {},
    text("loc", addressOf(linkOf(article, baseUrl))),
    text("lastmod", article.date_modified),
    ...(isNews(article, now) ? [newsElement(article, site)] : []),
    ...pictures.map((picture) => element("image:image", {}, text("image:loc", addressOf(picture)))),
  )}\n`;
}

function isNews({ title, date_published }: Article, now: number): boolean {
  return title !== undefined && Date.parse(date_published) > now - newsLifetimeMs;
}

function newsElement({ title = "", language, date_published }: Article, site: Site): string {
  const publication = [text("news:name", site.title), text("news:language", newsLanguage(language ?? site.language))];
  return element(
    "news:news",
    {},
    element("news:publication", {}, ...publication),
    text("news:publication_date", date_published),
    text("news:title", title),
  );
}

/** Search engines ask for a language of ISO 639, and tell only the two kinds of Chinese apart. */
function newsLanguage(tag: string): string {
  const { language, script, region } = new Intl.Locale(tag).maximize();
  if (language !== "zh") return language;
  return script === "Hant" || region === "TW" ? "zh-tw" : "zh-cn";
}
