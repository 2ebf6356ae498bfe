import { Readability } from "@mozilla/readability";
import { absoluteUrl } from "../../article/url.ts";
import { CourantError } from "../../errors.ts";
import { removeBoilerplate } from "../clean/boilerplate.ts";
import { untrackLinks } from "../clean/fragment.ts";
import { settlePictures } from "../clean/pictures.ts";
import { type PageDocument, type PageElement, textIn } from "../dom.ts";

/** What reading a page finds; title and byline may be guessed. */
export type Read = { title: string | undefined; byline: string | undefined; content: PageElement };

/** Characters from which on something is an article: where the page says so, else, else with scripts or forms on it. */
const enough = { said: 20, static: 50, active: 140 };
/** As many characters a picture is worth. */
const picture = 100;

/**
 * The content of the article on a page, without boilerplate. The page is used up.
 * @param isArticle whether it says that it is one, or none
 * @param address where it was found
 * @throws ARTICLE_INVALID when there is none
 */
export function readContent(page: PageDocument, isArticle: boolean | undefined, address: string | undefined): Read {
  const feed = feedOf(page, address);
  const isHome = address !== undefined && /^\/*$/.test(new URL(address).pathname);
  if (isArticle === false || (isHome && !isArticle)) throw noArticle(feed);
  const isSaid = isArticle || [...page.querySelectorAll("article")].length === 1;
  const isActive = page.querySelector("script[src], form, iframe") !== null;
  settlePictures(page);
  removeBoilerplate(page);
  untrackLinks(page);
  const read = readArticle(page);
  const pictures = [...(read?.content.querySelectorAll("img[src]") ?? [])].length;
  const length = textIn(read?.content ?? null).length + picture * pictures;
  if (!read || length < enough[isSaid ? "said" : isActive ? "active" : "static"]) throw noArticle(feed);
  return read;
}

function readArticle(page: PageDocument): Read | undefined {
  const title = page.title;
  // Readability knows no dashes between a title and the name of the site; these are as long.
  if (/\s[–—]\s/.test(title)) page.title = title.replace(/(\s)[–—](?=\s)/g, "$1-");
  const found = parse(page);
  if (!found?.content) return undefined;
  const start = found.title ? page.title.indexOf(found.title) : -1;
  return {
    title: start === -1 ? (found.title ?? undefined) : title.slice(start, start + (found.title?.length ?? 0)),
    byline: found.byline ?? undefined,
    content: found.content,
  };
}

function parse(page: PageDocument) {
  try {
    return new Readability(page as unknown as ConstructorParameters<typeof Readability>[0], {
      serializer: (node) => node as unknown as PageElement,
    }).parse();
  } catch (error) {
    // What is nested too deep for it has no article that anybody could read.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function noArticle(feed: string | undefined): CourantError {
  const or = feed === undefined ? "." : `, or of the page’s feed: ${feed}`;
  return new CourantError(
    "ARTICLE_INVALID",
    `There is no article on this page, or scripts would load it. Give the address of a single article${or}`,
  );
}

const feedTypes = ["application/rss+xml", "application/atom+xml", "application/feed+json"];

function feedOf(page: PageDocument, address: string | undefined): string | undefined {
  const links = feedTypes.map((type) => page.querySelector(`link[rel~=alternate][type="${type}"][href]`));
  const typed = links.find((link) => link !== null)?.getAttribute("href");
  return typed ? absoluteUrl(typed, address ?? typed) : undefined;
}
