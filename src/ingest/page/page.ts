import { nonEmptyLine, nonEmptyObject } from "../../article/fields.ts";
import { textOf } from "../../article/plain-text.ts";
import { absoluteUrl } from "../../article/url.ts";
import { withoutTracking } from "../clean/tracking.ts";
import { parseFeedDate } from "../dates.ts";
import { type Document, parseDocument } from "../document.ts";
import { firstLanguage } from "../feed-parts.ts";
import type { ImportItem } from "../json.ts";
import { Skip } from "../skip.ts";
import { canonicalOf } from "./address.ts";
import { contentOf, type PageContent } from "./content.ts";
import { readJsonLd, saysItIsPaid } from "./json-ld.ts";
import { readMarkup } from "./markup.ts";
import { declaresArticle, readMeta, siteNameOf } from "./meta.ts";
import { mergeMetadata, type PageMetadata, type Picture } from "./metadata.ts";
import { createArticleCheck } from "./refuse.ts";
import { restrictionOfPage } from "./restriction.ts";
import { titleOf } from "./title.ts";

/**
 * `address`: where the page was found; `url`: the article's own address, if a person gave it; `robots`: the X-Robots-Tag of
 * the page; `isListed`: the page comes from a sitemap, and nobody named it.
 */
export type PageSurroundings = {
  address: string | undefined;
  url: string | undefined;
  robots?: string | undefined;
  isListed?: boolean | undefined;
};

/**
 * Returns the one article of an HTML page. JSON-LD has precedence over the head, the head over microformats and microdata,
 * and these over guesses.
 */
export function itemsOfPage(html: string, surroundings: PageSurroundings): ImportItem[] {
  let note: string | undefined;
  const value = () => {
    const document = parseDocument(html);
    note = noteOn(document, surroundings);
    return articleOfPage(document, surroundings);
  };
  return [{ place: "", value, note: () => note }];
}

/**
 * Returns a note for a page that is not meant for everybody, and which is imported because somebody named it.
 * @throws Skip for such a page when nobody named it
 */
function noteOn(document: Document, { robots, isListed }: PageSurroundings): string | undefined {
  const restriction = restrictionOfPage(document, { robots, isPaid: saysItIsPaid(document) });
  if (restriction === undefined) return undefined;
  if (isListed) throw new Skip(`The page is left out: it says ${restriction}. Import its address to publish it.`);
  return `It says ${restriction}. It is published all the same, because it was named.`;
}

/** @throws ARTICLE_INVALID for a page that is hardly an article */
function articleOfPage(document: Document, { address, url: givenUrl }: PageSurroundings): object {
  const base = baseOf(document, address ?? givenUrl);
  const jsonLd = readJsonLd(document);
  const markup = readMarkup(document);
  const canonical = document.querySelector('link[rel~="canonical"][href]')?.getAttribute("href");
  const sources = [
    { urls: canonical ? [canonical] : [] },
    jsonLd,
    readMeta(document),
    ...markup,
    guessMetadata(document),
  ];
  const metadata = mergeMetadata(sources);
  const titles = sources.flatMap((source: PageMetadata) => source.title ?? []);
  const url = givenUrl ?? canonicalOf(metadata.urls ?? [], base, address);
  const isDeclared = jsonLd.title !== undefined || declaresArticle(document) || markup.some(({ title }) => title);
  const siteName = siteNameOf(document);
  const checkContent = createArticleCheck(document, { url, base, isDeclared });
  const content = contentOf(document, base ?? url);
  checkContent(content);
  const title = titleOf(jsonLd.title ?? content?.title, titles, siteName);
  return articleOf(metadata, content, { url, base: base ?? url, title });
}

type ResolvedFields = { url: string | undefined; base: string | undefined; title: string | undefined };

function articleOf(
  metadata: PageMetadata,
  content: PageContent | undefined,
  { url, base, title }: ResolvedFields,
): object {
  const resolve = (address: string | undefined) =>
    address === undefined ? undefined : absoluteUrl(address, base ?? "about:blank");
  const picture: Picture | undefined = metadata.image ?? (content?.picture ? { url: content.picture } : undefined);
  const image = resolve(picture?.url);
  return {
    url,
    title,
    summary: nonEmptyLine(textOf(metadata.summary ?? "")),
    content_html: content?.html,
    image: image === undefined ? undefined : withoutTracking(image),
    authors: authorsOf(metadata, content)?.map(({ name, url: address }) => ({
      name: nonEmptyLine(textOf(name)) ?? name,
      ...nonEmptyObject({ url: resolve(address) }),
    })),
    tags: metadata.tags,
    language: firstLanguage(metadata.language, content?.language),
    date_published: dateOf(metadata.published),
    date_modified: dateOf(metadata.modified),
    _courant:
      image === undefined
        ? undefined
        : nonEmptyObject({
            image_width: picture?.width,
            image_height: picture?.height,
            image_credit: nonEmptyLine(picture?.credit),
            image_description: nonEmptyLine(picture?.description),
          }),
  };
}

function authorsOf({ authors }: PageMetadata, content: PageContent | undefined): PageMetadata["authors"] {
  if (authors !== undefined) return authors;
  const byline = nonEmptyLine(content?.byline)
    ?.replace(/^(?:by|von|par|por|di|door|av|af)[\s:]+/i, "")
    .replace(/\s*[,|•·–—-]\s*\d.*$/, "");
  return byline && byline.length <= 100 ? [{ name: byline }] : undefined;
}

/** Parses ISO 8601 as pages write it. Zones may lack their colon. */
function dateOf(text: string | undefined): string | undefined {
  return parseFeedDate(
    text
      ?.trim()
      .replace(/([+-]\d\d)(\d\d)$/, "$1:$2")
      .replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/, "$1Z"),
  );
}

/** Guesses the date from the first `time` element of the article, and the language from the root. */
function guessMetadata(document: Document): PageMetadata {
  const time = document.querySelector("article time[datetime], main time[datetime], header time[datetime]");
  return {
    published: time?.getAttribute("datetime") ?? undefined,
    language: document.documentElement.getAttribute("lang") ?? undefined,
  };
}

/** Returns the base of relative addresses. */
function baseOf(document: Document, address: string | undefined): string | undefined {
  const baseHref = document.querySelector("base[href]")?.getAttribute("href") ?? "";
  return (baseHref === "" ? undefined : absoluteUrl(baseHref, address ?? "about:blank")) ?? address;
}
