import type { Document } from "../document.ts";
import { type PageMetadata, parsePixels, splitKeywords } from "./metadata.ts";
import { isPersonName, personNames } from "./person-names.ts";

/** The names of meta elements for the author, and for the date of publication, in order of precedence. */
const authorNames = [
  "author",
  "dc.creator",
  "dcterms.creator",
  "parsely-author",
  "article:author",
  "citation_author",
  "sailthru.author",
  "article.author",
  "byl",
  "dc.creator.personalname",
];
/** Other names for the author, such as `article_author` and `cXenseParse:author`. Their values need not be names. */
const likelyAuthorName = /(?:^|[-_.:])(?:author(?:[-_]?name)?\d?|byline)$|^twitter:creator$/;
/** Labels of Twitter's cards before the author's name. */
const authorLabel =
  /^(?:(?:written|posted|verfasst|geschrieben|veröffentlicht) (?:by|von)|écrit par|escrito por|scritto da|geschreven door|автор|作者|author|autor)\s*:?$/iu;
const publishedNames = [
  "article:published_time",
  "article:published",
  "og:published_time",
  "dcterms.issued",
  "dc.date.issued",
  "dcterms.created",
  "parsely-pub-date",
  "datepublished",
  "citation_publication_date",
];

/** Other names for that date, such as `publish-date`, `pubdate` and `cXenseParse:publishtime`. */
const likelyPublishedName =
  /publ\w*[-_.: ]?(?:date|time|on)\b|\b(?:date|time)[-_.: ]?(?:publ\w*|posted|issued)|\b(?:issued|sailthru\.date|dateposted)$/;
/** Names for a date that may be any of the page. */
const vagueDateNames = [
  "date",
  "dc.date",
  "dcterms.date",
  "datecreated",
  "creation_date",
  "dc.date.created",
  "uploaddate",
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
  const authors = authorNames.map((name) => namesIn(values, name)).find((names) => names.length > 0);
  const likelyPublished = [...values.keys()].filter(
    (name) => likelyPublishedName.test(name) && !/modif|updat|expir/.test(name),
  );
  const tags = values.get("article:tag") ?? values.get("news_keywords") ?? values.get("keywords") ?? [];
  return {
    urls: [first("og:url") ?? ""].filter((url) => url !== ""),
    // Some sites give their own name as the title of each page.
    title: all("dc.title", "dcterms.title", "og:title", "twitter:title", "citation_title").find(
      (title) => title !== site,
    ),
    authors: authors?.slice(0, 50).map((name) => ({ name })),
    published: all(...publishedNames, ...likelyPublished),
    modified: all("article:modified_time", "article:modified", "og:updated_time", "dcterms.modified", "last-modified"),
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

/** Returns the other lists of names in a page's head that may be its authors. */
export function likelyAuthorsOf(document: Document): PageMetadata[] {
  const values = metaValues(document);
  const names = [...values.keys()].filter((name) => likelyAuthorName.test(name) && !authorNames.includes(name));
  const label = ["1", "2"].find((number) => authorLabel.test(values.get(`twitter:label${number}`)?.[0] ?? ""));
  const lists = [
    ...authorNames.map((name) => namesIn(values, name)),
    ...names.map((name) => namesIn(values, name).filter(isPersonName)),
    namesIn(values, `twitter:data${label}`),
  ];
  return lists.map((list) => ({ authors: list.slice(0, 50).map((name) => ({ name })) }));
}

function namesIn(values: ReadonlyMap<string, string[]>, name: string): string[] {
  return (values.get(name) ?? []).flatMap((value) => personNames(value));
}

/** Returns the dates in a page's head of which it is not said what happened then. */
export function vagueDatesOf(document: Document): string[] {
  const values = metaValues(document);
  return vagueDateNames.flatMap((name) => values.get(name) ?? []);
}

/** Returns the name of the site, which often ends titles. */
export function siteNameOf(document: Document): string | undefined {
  const values = metaValues(document);
  return (values.get("og:site_name") ?? values.get("application-name"))?.[0];
}

/** Returns the name of the publisher, if it is no address. */
export function publisherOf(document: Document): string | undefined {
  const values = metaValues(document);
  const names = ["publisher", "dc.publisher", "dcterms.publisher", "article:publisher"];
  return names.flatMap((name) => values.get(name) ?? []).find((name) => !/^https?:/i.test(name));
}

/** Tells whether the page declares itself an article. */
export function declaresArticle(document: Document): boolean {
  const values = metaValues(document);
  return /^article/i.test(values.get("og:type")?.[0] ?? "") || values.has("article:published_time");
}

function metaValues(document: Document): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const meta of document.querySelectorAll("meta[content], meta[value]")) {
    const rawNames =
      meta.getAttribute("property") ??
      meta.getAttribute("name") ??
      meta.getAttribute("http-equiv") ??
      meta.getAttribute("itemprop") ??
      "";
    const content = (meta.getAttribute("content") ?? meta.getAttribute("value") ?? "").trim();
    if (content === "" || rawNames.length > 100) continue;
    for (const name of rawNames
      .toLowerCase()
      .trim()
      .replace(/\b(dc|dcterms?):/g, "$1.")
      .replace(/^og:(?=article:)/, "")
      .split(/\s+/)) {
      const others = values.get(name);
      if (others) others.push(content);
      else values.set(name, [content]);
    }
  }
  return values;
}
