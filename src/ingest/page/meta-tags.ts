import type { PageDocument } from "../dom.ts";
import type { Said } from "./said.ts";

/**
 * What a page says of its article in `meta` and `link` elements: OpenGraph (https://ogp.me), Dublin Core, what Twitter and
 * Parse.ly read, and HTML's own names.
 */
export function saidInMetaTags(page: PageDocument): Said {
  const values = new Map<string, string[]>();
  for (const meta of page.querySelectorAll("meta[content]")) {
    const content = meta.getAttribute("content")?.trim() ?? "";
    const names = `${meta.getAttribute("property") ?? ""} ${meta.getAttribute("name") ?? ""}`
      .toLowerCase()
      .split(/\s+/);
    for (const name of new Set(names)) {
      if (name !== "" && content !== "") values.set(name, [...(values.get(name) ?? []), content]);
    }
  }
  const all = (...names: string[]) => names.flatMap((name) => values.get(name) ?? []);
  const first = (...names: string[]) => all(...names)[0];
  const type = first("og:type")?.toLowerCase();
  const isArticle =
    type === "article" || type === "blog" || first("article:published_time", "parsely-pub-date") !== undefined;
  return {
    isArticle: isArticle || undefined,
    url: page.querySelector("link[rel~=canonical][href]")?.getAttribute("href") ?? first("og:url", "parsely-link"),
    title: first("parsely-title", "dc.title", "dcterms.title", "og:title", "twitter:title", "weibo:article:title"),
    summary: first("og:description", "twitter:description", "dc.description", "dcterms.description", "description"),
    authors: all("parsely-author", "dc.creator", "dcterms.creator", "article:author", "author", "byl")
      .filter((name) => !/^https?:|[/@]/.test(name))
      .map((name) => ({ name })),
    published: first(
      ...["article:published_time", "parsely-pub-date", "dcterms.issued", "dc.date.issued", "dcterms.created"],
      ...["dc.date", "dcterms.date", "sailthru.date", "pubdate", "date"],
    ),
    modified: first("article:modified_time", "og:updated_time", "dcterms.modified", "last-modified", "revised"),
    image: {
      url: first(
        "og:image:secure_url",
        "og:image",
        "og:image:url",
        "twitter:image",
        "twitter:image:src",
        "parsely-image-url",
      ),
      width: Number(first("og:image:width")),
      height: Number(first("og:image:height")),
      description: first("og:image:alt", "twitter:image:alt"),
    },
    tags:
      all("article:tag").length > 0
        ? all("article:tag")
        : all("news_keywords", "parsely-tags", "keywords")
            .slice(0, 1)
            .flatMap((list) => list.split(",")),
    language: first("content-language", "dc.language", "dcterms.language", "og:locale"),
    siteName: first("og:site_name", "application-name"),
  };
}
