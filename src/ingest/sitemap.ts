import { absoluteUrl } from "../article/url.ts";
import { feedDate } from "./dates.ts";
import { openXml, rootOf } from "./xml.ts";

/** A page, or a further sitemap, and when it was modified: milliseconds since 1970. */
export type SitemapEntry = { url: string; kind: "page" | "sitemap"; modified?: number };

/** As many entries as a sitemap may have (https://www.sitemaps.org/protocol.html#index); what follows is left out. */
const maxEntries = 50_000;

/**
 * What a sitemap lists, each address once: pages, or in an index further sitemaps. Undefined when the text is no sitemap.
 * A text file with nothing but an address a line is one too. Of what is in Google's namespace for news, the date counts.
 * @throws ARTICLE_INVALID when it begins as a sitemap and cannot be read
 */
export function sitemapOf(text: string): SitemapEntry[] | undefined {
  const root = rootOf(text)?.replace(/^.*:/, "").toLowerCase();
  if (root === "urlset" || root === "sitemapindex") return entriesOfXml(text);
  const lines = text.split("\n", maxEntries).map((line) => line.trim());
  const isList = lines.length > 0 && lines.every((line) => line === "" || /^https?:\/\/\S+$/i.test(line));
  return isList && lines.some((line) => line !== "") ? each(lines.map((url) => ({ url, kind: "page" }))) : undefined;
}

function entriesOfXml(text: string): SitemapEntry[] {
  const entries: { url: string; kind: SitemapEntry["kind"]; modified: string | undefined }[] = [];
  let said = new Map<string, string>();
  let name = "";
  const reader = openXml({
    open(opened, _attributes, depth) {
      const local = opened.replace(/^.*:/, "").toLowerCase();
      // Pictures and videos of a page have a <loc> too.
      name = depth === 3 || local === "publication_date" ? local : "";
      if (depth === 2) said = new Map();
    },
    text(piece) {
      if (name !== "") said.set(name, `${said.get(name) ?? ""}${piece}`.slice(0, 5000));
    },
    close(closed, depth) {
      name = "";
      if (depth !== 2 || entries.length >= maxEntries) return;
      const kind = /(?:^|:)sitemap$/i.test(closed) ? "sitemap" : "page";
      entries.push({ url: said.get("loc") ?? "", kind, modified: said.get("lastmod") ?? said.get("publication_date") });
    },
  });
  reader.write(text);
  reader.end();
  return each(
    entries.map(({ modified, ...entry }) => {
      const date = feedDate(modified?.trim());
      return date === undefined ? entry : { ...entry, modified: Date.parse(date) };
    }),
  );
}

/** Those that have an http(s) address, each once. */
function each(entries: readonly SitemapEntry[]): SitemapEntry[] {
  const found = new Map<string, SitemapEntry>();
  for (const entry of entries) {
    const url = absoluteUrl(entry.url, entry.url);
    if (url !== undefined && !found.has(url)) found.set(url, { ...entry, url });
  }
  return [...found.values()];
}
