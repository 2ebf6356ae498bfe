import { nonEmptyLine } from "../../article/fields.ts";
import { textOf } from "../../article/html/text-of.ts";
import type { Document } from "../document.ts";
import { firstLanguage } from "../feed-parts.ts";
import { bestAuthors } from "./best-authors.ts";
import { copyrightHolders } from "./copyright.ts";
import { readHeadingTexts } from "./heading-texts.ts";
import { readJsonLd } from "./json-ld.ts";
import { readMarkup } from "./markup.ts";
import { declaresArticle, likelyAuthorsOf, publisherOf, readMeta, siteNameOf, vagueDatesOf } from "./meta.ts";
import { mergeMetadata, type PageMetadata } from "./metadata.ts";
import { readNearby } from "./nearby.ts";
import { dateInAddress, findDate } from "./page-dates.ts";
import { createSiteCheck, withoutStaff } from "./site-name.ts";
import { headingOf, withoutSiteName } from "./title.ts";

/**
 * The metadata that a page gives of its article. Dates are in RFC 3339. `isDeclared`: the page calls itself an article.
 */
export type ArticleMetadata = Omit<PageMetadata, "urls" | "published" | "modified"> & {
  urls: string[];
  published: string | undefined;
  modified: string | undefined;
  isDeclared: boolean;
};

/**
 * Reads what a page says of its article. JSON-LD has precedence over the head, the head over microformats and
 * microdata, and these over what stands near the heading. Where a source holds nothing that can be read, the next one
 * counts.
 */
export function readMetadata(document: Document, address: string | undefined): ArticleMetadata {
  const { publishers, ...jsonLd } = readJsonLd(document);
  const meta = readMeta(document);
  const markup = readMarkup(document);
  const language = document.documentElement.getAttribute("lang") || firstLanguage(meta.language, jsonLd.language);
  const canonical = document.querySelector('link[rel~="canonical"][href]')?.getAttribute("href");
  const declared: PageMetadata[] = [{ urls: canonical ? [canonical] : [] }, jsonLd, meta, ...markup];
  const siteName = siteNameOf(document);
  const isSiteName = createSiteCheck([siteName, publisherOf(document), ...publishers], address);
  const holders = copyrightHolders(document);
  const isHolder = createSiteCheck(holders, undefined);
  const pageTitle = nonEmptyLine(document.querySelector("title")?.textContent);
  const titles = declared.flatMap(({ title }) => nonEmptyLine(textOf(title ?? "")) ?? []);
  const heading = headingOf(document, pageTitle === undefined ? titles : [...titles, pageTitle], isSiteName);
  const top = heading?.element ?? document.querySelector("h1") ?? undefined;
  const guessed = [readNearby(document, top, language ?? ""), readHeadingTexts(document, top, language ?? "")];
  const [nearby = {}, texts = {}] = guessed;
  const metadata = mergeMetadata([
    ...declared,
    nearby,
    { published: [dateInAddress(address ?? "")].filter((date) => date !== undefined) },
    { published: vagueDatesOf(document) },
    texts,
    { published: pageTitle === undefined ? [] : [pageTitle] },
    { published: [agreedDay(document)].filter((date) => date !== undefined) },
    { language },
  ]);
  const readDate = (texts: readonly string[] = []) =>
    texts.map((text) => findDate(text, language)).find((date) => date !== undefined);
  return {
    ...metadata,
    urls: metadata.urls ?? [],
    title: heading?.text ?? titleWithoutHeading(titles, pageTitle, isSiteName),
    authors: bestAuthors(
      { declared, guessed, likely: likelyAuthorsOf(document), head: meta },
      {
        isNobody: (name) =>
          [name, withoutStaff(name)].some((each) => isSiteName(each) || isHolder(each)) || name === heading?.text,
      },
    ),
    published: readDate([...(metadata.published ?? []), ...(metadata.modified ?? [])]),
    modified: readDate(metadata.modified),
    isDeclared:
      jsonLd.title !== undefined || declaresArticle(document) || markup.some(({ title }) => title !== undefined),
  };
}

/** Returns the day of the page's `<time>` elements, if all are of one day, wherever they stand but in comments. */
function agreedDay(document: Document): string | undefined {
  const dates = [...document.querySelectorAll("time[datetime]")]
    .filter((element) => element.closest('[class*="comment" i], [id*="comment" i]') === null)
    .flatMap((element) => findDate(element.getAttribute("datetime") ?? "") ?? []);
  return new Set(dates.map((date) => date.slice(0, 10))).size === 1 ? dates[0] : undefined;
}

/**
 * Returns the title that a page declares; its `<title>` only if that ends in the site's name, because it holds other
 * words, too.
 */
function titleWithoutHeading(
  titles: readonly string[],
  pageTitle: string | undefined,
  isSiteName: (text: string) => boolean,
): string | undefined {
  const [title] = titles.map((each) => withoutSiteName(each, isSiteName));
  if (title !== undefined || pageTitle === undefined) return title;
  const shortTitle = withoutSiteName(pageTitle, isSiteName);
  return shortTitle === pageTitle ? undefined : shortTitle;
}
