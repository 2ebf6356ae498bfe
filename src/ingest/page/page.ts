import { line, members } from "../../article/fields.ts";
import { textOf } from "../../article/plain-text.ts";
import { absoluteUrl } from "../../article/url.ts";
import { withoutTracking } from "../clean/tracking.ts";
import { feedDate } from "../dates.ts";
import { type Document, documentOf } from "../document.ts";
import { languageOf } from "../feed-parts.ts";
import type { Item } from "../json.ts";
import { Skip } from "../skip.ts";
import { canonicalOf } from "./address.ts";
import { type Content, contentOf } from "./content.ts";
import { jsonLdOf, saysItIsPaid } from "./json-ld.ts";
import { markedUp } from "./markup.ts";
import { isDeclaredArticle, metaOf, siteNameOf } from "./meta.ts";
import { mergeMetadata, type PageMetadata, type Picture } from "./metadata.ts";
import { refuseOthers } from "./refuse.ts";
import { restrictionOfPage } from "./restriction.ts";
import { titleOf } from "./title.ts";

/**
 * `address`: where the page was found; `url`: the article's own address, where somebody says it; `robots`: the X-Robots-Tag
 * that the page was sent with; `isListed`: whether nobody named the page, but a sitemap lists it.
 */
export type PageSurroundings = {
  address: string | undefined;
  url: string | undefined;
  robots?: string | undefined;
  isListed?: boolean | undefined;
};

/**
 * The one article of an HTML page. What JSON-LD says goes before the head, that before microformats and microdata, and
 * those before what can be guessed.
 */
export function itemsOfPage(html: string, surroundings: PageSurroundings): Item[] {
  let note: string | undefined;
  const value = () => {
    const document = documentOf(html);
    note = noteOn(document, surroundings);
    return articleOfPage(document, surroundings);
  };
  return [{ place: "", value, note: () => note }];
}

/**
 * A page that says it is not meant for everybody is imported where somebody named it, with a word.
 * @throws Skip where nobody did
 */
function noteOn(document: Document, { robots, isListed }: PageSurroundings): string | undefined {
  const restriction = restrictionOfPage(document, { robots, isPaid: saysItIsPaid(document) });
  if (restriction === undefined) return undefined;
  if (isListed) throw new Skip(`The page is left out: it says ${restriction}. Import its address to publish it.`);
  return `It says ${restriction}. It is published all the same, because it was named.`;
}

/** @throws ARTICLE_INVALID for a page with hardly any article */
function articleOfPage(document: Document, { address, url: given }: PageSurroundings): object {
  const base = baseOf(document, address ?? given);
  const jsonLd = jsonLdOf(document);
  const marked = markedUp(document);
  const canonical = document.querySelector('link[rel~="canonical"][href]')?.getAttribute("href");
  const ways = [{ urls: canonical ? [canonical] : [] }, jsonLd, metaOf(document), ...marked, guessed(document)];
  const said = mergeMetadata(ways);
  const titles = ways.flatMap((way: PageMetadata) => way.title ?? []);
  const url = given ?? canonicalOf(said.urls ?? [], base, address);
  const declared = jsonLd.title !== undefined || isDeclaredArticle(document) || marked.some(({ title }) => title);
  const siteName = siteNameOf(document);
  const judge = refuseOthers(document, { url, base, declared });
  const content = contentOf(document, base ?? url);
  judge(content);
  const title = titleOf(jsonLd.title ?? content?.title, titles, siteName);
  return articleOf(said, content, { url, base: base ?? url, title });
}

type Known = { url: string | undefined; base: string | undefined; title: string | undefined };

function articleOf(said: PageMetadata, content: Content | undefined, { url, base, title }: Known): object {
  const resolve = (typed: string | undefined) =>
    typed === undefined ? undefined : absoluteUrl(typed, base ?? "about:blank");
  const picture: Picture | undefined = said.image ?? (content?.picture ? { url: content.picture } : undefined);
  const image = resolve(picture?.url);
  return {
    url,
    title,
    summary: line(textOf(said.summary ?? "")),
    content_html: content?.html,
    image: image === undefined ? undefined : withoutTracking(image),
    authors: authorsOf(said, content)?.map(({ name, url: typed }) => ({
      name: line(textOf(name)) ?? name,
      ...members({ url: resolve(typed) }),
    })),
    tags: said.tags,
    language: languageOf(said.language, content?.language),
    date_published: dateOf(said.published),
    date_modified: dateOf(said.modified),
    _courant:
      image === undefined
        ? undefined
        : members({
            image_width: picture?.width,
            image_height: picture?.height,
            image_credit: line(picture?.credit),
            image_description: line(picture?.description),
          }),
  };
}

function authorsOf({ authors }: PageMetadata, content: Content | undefined): PageMetadata["authors"] {
  if (authors !== undefined) return authors;
  const byline = line(content?.byline)
    ?.replace(/^(?:by|von|par|por|di|door|av|af)[\s:]+/i, "")
    .replace(/\s*[,|•·–—-]\s*\d.*$/, "");
  return byline && byline.length <= 100 ? [{ name: byline }] : undefined;
}

/** ISO 8601 as pages write it: zones may lack their colon. */
function dateOf(typed: string | undefined): string | undefined {
  return feedDate(
    typed
      ?.trim()
      .replace(/([+-]\d\d)(\d\d)$/, "$1:$2")
      .replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/, "$1Z"),
  );
}

/** The only time, or the first, in the article's text. */
function guessed(document: Document): PageMetadata {
  const time = document.querySelector("article time[datetime], main time[datetime], header time[datetime]");
  return {
    published: time?.getAttribute("datetime") ?? undefined,
    language: document.documentElement.getAttribute("lang") ?? undefined,
  };
}

/** What relative addresses start from. */
function baseOf(document: Document, address: string | undefined): string | undefined {
  const typed = document.querySelector("base[href]")?.getAttribute("href") ?? "";
  return (typed === "" ? undefined : absoluteUrl(typed, address ?? "about:blank")) ?? address;
}
