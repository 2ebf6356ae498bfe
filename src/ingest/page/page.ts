import { nonEmptyLine, nonEmptyList, nonEmptyObject } from "../../article/fields.ts";
import { textOf } from "../../article/html/text-of.ts";
import { absoluteUrl } from "../../article/url.ts";
import { withoutTracking } from "../clean/tracking.ts";
import { type Document, parseDocument } from "../document.ts";
import { firstLanguage } from "../feed-parts.ts";
import type { ImportItem } from "../json.ts";
import { Skip } from "../skip.ts";
import { canonicalOf } from "./address.ts";
import { contentOf, type PageContent } from "./content.ts";
import { isMarkedAsPaid } from "./json-ld.ts";
import type { PageMetadata, Picture } from "./metadata.ts";
import { isPhrase, personNames } from "./person-names.ts";
import { type ArticleMetadata, readMetadata } from "./read-metadata.ts";
import { createArticleCheck } from "./refuse.ts";
import { restrictionOfPage } from "./restriction.ts";

/*
 * Reads the one article of an HTML page. Each file here reads one kind of evidence (JSON-LD, the head, markup, the text
 * near the heading), and read-metadata.ts decides between them.
 */

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
  const restriction = restrictionOfPage(document, { robots, isPaid: isMarkedAsPaid(document) });
  if (restriction === undefined) return undefined;
  if (isListed) throw new Skip(`The page is left out: it says ${restriction}. Import its address to publish it.`);
  return `It says ${restriction}. It is published all the same, because it was named.`;
}

/** @throws ARTICLE_INVALID for a page that is hardly an article */
function articleOfPage(document: Document, { address, url: givenUrl }: PageSurroundings): object {
  const base = baseOf(document, address ?? givenUrl);
  const metadata = readMetadata(document, address ?? givenUrl);
  const url = givenUrl ?? canonicalOf(metadata.urls, base, address);
  const checkContent = createArticleCheck(document, { url, base, isDeclared: metadata.isDeclared });
  const content = contentOf(document, base ?? url);
  checkContent(content);
  return articleOf(metadata, content, { url, base: base ?? url });
}

function articleOf(
  metadata: ArticleMetadata,
  content: PageContent | undefined,
  { url, base }: { url: string | undefined; base: string | undefined },
): object {
  const resolve = (address: string | undefined) =>
    address === undefined ? undefined : absoluteUrl(address, base ?? "about:blank");
  const picture: Picture | undefined = metadata.image ?? (content?.picture ? { url: content.picture } : undefined);
  const image = resolve(picture?.url);
  return {
    url,
    title: metadata.title ?? nonEmptyLine(textOf(content?.title ?? "")),
    summary: nonEmptyLine(textOf(metadata.summary ?? "")),
    content_html: content?.html,
    image: image === undefined ? undefined : withoutTracking(image),
    authors: authorsOf(metadata, content)?.map(({ name, url: address }) => ({
      name,
      ...nonEmptyObject({ url: resolve(address) }),
    })),
    tags: metadata.tags,
    language: firstLanguage(metadata.language, content?.language),
    date_published: metadata.published,
    date_modified: metadata.modified,
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

function authorsOf({ authors }: ArticleMetadata, content: PageContent | undefined): PageMetadata["authors"] {
  const names = personNames(content?.byline ?? "").filter((name) => !isPhrase(name));
  return authors ?? nonEmptyList(names.map((name) => ({ name })));
}

/** Returns the base of relative addresses. */
function baseOf(document: Document, address: string | undefined): string | undefined {
  const baseHref = document.querySelector("base[href]")?.getAttribute("href") ?? "";
  return (baseHref === "" ? undefined : absoluteUrl(baseHref, address ?? "about:blank")) ?? address;
}
