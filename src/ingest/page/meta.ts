import type { Document } from "../document.ts";
import { type PageMetadata, parsePixels, splitKeywords } from "./metadata.ts";

/** The names of meta elements for the author, and for the date of publication, in order of precedence. */
const authorNames = ["author", "dc.creator", "dcterms.creator", "parsely-author", "article:author", "citation_author"];
const publishedNames = [
  "article:published_time",
  "article:published",
  "og:published_time",
  "dcterms.issued",
  "dc.date.issued",
  "dc.date",
  "dcterms.created",
  "parsely-pub-date",
  "datepublished",
  "citation_publication_date",
  "date",
];

/**
 * Reads the metadata in a page's head: OpenGraph (https://ogp.me/), Dublin Core, parsely, Twitter cards and plain HTML. The
 * first of several values counts.
 */
export function readMeta(document: Document): PageMetadata {
  const values = metaValues(document);
  const all = (...names: string[]) => names.flatMap((name) => values.get(name) ?? []);
  const first = (...names: string[]) => all(...names)[0];
  const site = siteNameOf(document);
  const image = first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src");
  const authors = (
    authorNames.map((name) => values.get(name) ?? []).find((values) => values.some(isName)) ?? []
  ).filter(isName);
  const tags = values.get("article:tag") ?? values.get("news_keywords") ?? values.get("keywords") ?? [];
  return {
    urls: [first("og:url") ?? ""].filter((url) => url !== ""),
    // Some sites give their own name as the title of each page.
    title: all("dc.title", "dcterms.title", "og:title", "twitter:title", "citation_title").find(
      (title) => title !== site,
    ),
    authors: authors.length > 0 ? authors.slice(0, 50).map((name) => ({ name })) : undefined,
    published: first(...publishedNames),
    modified: first(
      "article:modified_time",
      "article:modified",
      "og:updated_time",
      "dcterms.modified",
      "last-modified",
    ),
    language: first("content-language", "dc.language", "og:locale"),
    image:
      image === undefined
        ? undefined
        : {
            url: image,
            width: parsePixels(first("og:image:width")),
            height: parsePixels(first("og:image:height")),
            description: first("og:image:alt", "twitter:image:alt"),
          },
    summary: first("og:description", "description", "twitter:description", "dc.description", "dcterms.description"),
    tags: splitKeywords(tags),
  };
}

/** Returns the name of the site, which often ends titles. */
export function siteNameOf(document: Document): string | undefined {
  const values = metaValues(document);
  return (values.get("og:site_name") ?? values.get("application-name"))?.[0];
}

/** Whether the page declares itself an article. */
export function declaresArticle(document: Document): boolean {
  const values = metaValues(document);
  return /^article/i.test(values.get("og:type")?.[0] ?? "") || values.has("article:published_time");
}

function metaValues(document: Document): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const meta of document.querySelectorAll("meta[content]")) {
    const rawNames =
      meta.getAttribute("property") ?? meta.getAttribute("name") ?? meta.getAttribute("http-equiv") ?? "";
    const content = meta.getAttribute("content")?.trim() ?? "";
    if (content === "" || rawNames.length > 100) continue;
    for (const name of rawNames
      .toLowerCase()
      .trim()
      .replace(/\b(dc|dcterms?):/g, "$1.")
      .split(/\s+/)) {
      const others = values.get(name);
      if (others) others.push(content);
      else values.set(name, [content]);
    }
  }
  return values;
}

function isName(text: string): boolean {
  return text.length <= 200 && !/^(?:https?:|@)/i.test(text);
}
