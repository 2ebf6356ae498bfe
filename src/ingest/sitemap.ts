import { absoluteUrl } from "../article/url.ts";
import { parseFeedDate } from "./dates.ts";
import { openXml, rootNameOf } from "./xml.ts";

/** A page, or another sitemap. `modified`: milliseconds since 1970. */
export type SitemapEntry = { url: string; kind: "page" | "sitemap"; modified?: number };

/** The most entries that a sitemap may have (https://www.sitemaps.org/protocol.html#index). Further ones are left out. */
const maxEntries = 50_000;

/**
 * Returns the entries of a sitemap, each address once: pages, or the sitemaps of an index. Returns undefined for a text
 * that is no sitemap. A text file with only one address a line is a sitemap, too. Dates in Google's namespace for news
 * count.
 * @throws ARTICLE_INVALID for a text that begins as a sitemap and cannot be read
 */
export function parseSitemap(text: string): SitemapEntry[] | undefined {
  const root = rootNameOf(text)?.replace(/^.*:/, "").toLowerCase();
  if (root === "urlset" || root === "sitemapindex") return entriesOfXml(text);
  const lines = text.split("\n", maxEntries).map((line) => line.trim());
  const isList = lines.length > 0 && lines.every((line) => line === "" || /^https?:\/\/\S+$/i.test(line));
  return isList && lines.some((line) => line !== "")
    ? uniqueEntries(lines.map((url) => ({ url, kind: "page" })))
    : undefined;
}

function entriesOfXml(text: string): SitemapEntry[] {
  const entries: { url: string; kind: SitemapEntry["kind"]; modified: string | undefined }[] = [];
  let values = new Map<string, string>();
  let name = "";
  const reader = openXml({
    open(rawName, _attributes, depth) {
      const local = rawName.replace(/^.*:/, "").toLowerCase();
      // Pictures and videos of a page have a <loc> too.
      name = depth === 3 || local === "publication_date" ? local : "";
      if (depth === 2) values = new Map();
    },
    text(piece) {
      if (name !== "") values.set(name, `${values.get(name) ?? ""}${piece}`.slice(0, 5000));
    },
    close(rawName, depth) {
      name = "";
      if (depth !== 2 || entries.length >= maxEntries) return;
      const kind = /(?:^|:)sitemap$/i.test(rawName) ? "sitemap" : "page";
      entries.push({
        url: values.get("loc") ?? "",
        kind,
        modified: values.get("lastmod") ?? values.get("publication_date"),
      });
    },
  });
  reader.write(text);
  reader.end();
  return uniqueEntries(
    entries.map(({ modified, ...entry }) => {
      const date = parseFeedDate(modified?.trim());
      return date === undefined ? entry : { ...entry, modified: Date.parse(date) };
    }),
  );
}

/** Keeps entries with an http(s) address, each once. */
function uniqueEntries(entries: readonly SitemapEntry[]): SitemapEntry[] {
  const entriesByUrl = new Map<string, SitemapEntry>();
  for (const entry of entries) {
    const url = absoluteUrl(entry.url, entry.url);
    if (url !== undefined && !entriesByUrl.has(url)) entriesByUrl.set(url, { ...entry, url });
  }
  return [...entriesByUrl.values()];
}
