import type { Draft } from "../../article/article.ts";
import { members } from "../../article/fields.ts";
import { sanitise } from "../../article/sanitise.ts";
import { absoluteUrl } from "../../article/url.ts";
import { feedDate } from "../dates.ts";
import { domOf, type PageElement } from "../dom.ts";
import { languageOf } from "../feed-parts.ts";
import { canonicalAddress } from "./address.ts";
import { readContent } from "./content.ts";
import { authorsIn, titleWithout } from "./guesses.ts";
import { saidInJsonLd } from "./json-ld.ts";
import { saidInMetaTags } from "./meta-tags.ts";
import { saidInMicroformats } from "./microformats.ts";
import { firstSaid, type Said, type SaidImage } from "./said.ts";

/**
 * The article on a page of HTML. What the page says of it counts before what can be guessed: JSON-LD, then `meta` elements,
 * then microformats and microdata. Its content is what Mozilla's Readability finds, without boilerplate.
 * @param address where the page was found; undefined for a file
 * @param baseUrl where relative addresses start from where there is none
 * @throws ARTICLE_INVALID when there is no article on it, or it is too large
 */
export function articleOfPage(html: string, address: string | undefined, baseUrl: string): Record<string, unknown> {
  const page = domOf(html);
  const start = address ?? baseUrl;
  const base = absoluteUrl(page.querySelector("base[href]")?.getAttribute("href") ?? "", start) ?? start;
  const said: Said[] = [saidInJsonLd(page), saidInMetaTags(page), ...saidInMicroformats(page)];
  const language = languageOf(
    said[0]?.language,
    page.documentElement?.getAttribute("lang") ?? undefined,
    firstSaid("language", said),
  );
  const time = page.querySelector("article time[datetime], main time[datetime], time[pubdate][datetime]");
  const { title, byline, content } = readContent(page, firstSaid("isArticle", said), address);
  const url = canonicalAddress(
    said
      .slice(1)
      .map((each) => each.url)
      .concat(said[0]?.url),
    address,
    base,
  );
  return {
    url,
    title: titleOf(title, said),
    summary: firstSaid("summary", said),
    content_html: base === (url ?? baseUrl) ? content.innerHTML : sanitise(content.innerHTML, base),
    authors: authorsOf(firstSaid("authors", said) ?? authorsIn(byline ?? ""), base),
    tags: tagsOf(firstSaid("tags", said)),
    language,
    date_published: dateIn(said.map(({ published }) => published).concat(time?.getAttribute("datetime") ?? undefined)),
    date_modified: dateIn(said.map(({ modified }) => modified)),
    ...imageOf(firstSaid("image", said), content, base),
  };
}

/**
 * The title that the page says, of which Readability knows most ways; without the site’s name where the page says it
 * elsewhere without, or does not say it but in its <title>.
 */
function titleOf(read: string | undefined, said: readonly Said[]): string {
  const title = read || firstSaid("title", said) || "";
  const short = titleWithout(title, firstSaid("siteName", said));
  const isSaid = (text: string) => said.some((each) => each.title === text);
  return isSaid(short) || !isSaid(title) ? short : title;
}

/** The picture that the page says is the article's, else the first in it. */
function imageOf(said: SaidImage | undefined, content: PageElement, base: string): Pick<Draft, "image" | "_courant"> {
  const named = absoluteUrl(said?.url ?? "", base);
  const shown = content.querySelector("img[src]")?.getAttribute("src") ?? "";
  const image = named ?? absoluteUrl(shown, base);
  if (image === undefined) return {};
  const about = members({
    image_width: pixels(said?.width),
    image_height: pixels(said?.height),
    image_description: said?.description,
    image_credit: said?.credit,
  });
  return { image, ...(named !== undefined && about && { _courant: about }) };
}

function pixels(count: number | undefined): number | undefined {
  return count !== undefined && Number.isInteger(count) && count > 2 && count <= 100_000 ? count : undefined;
}

function authorsOf(authors: readonly { name: string; url?: string }[], base: string): Draft["authors"] {
  const found = new Map(authors.slice(0, 20).map(({ name, url }) => [name.replace(/\s+/g, " ").trim(), url]));
  return [...found].flatMap(([name, typed]) => {
    const url = absoluteUrl(typed ?? "", base);
    return name === "" || name.length > 200 ? [] : [{ name, ...(url !== undefined && { url }) }];
  });
}

function tagsOf(tags: readonly string[] = []): string[] {
  const words = tags.map((tag) => tag.replace(/^#/, "").trim()).filter((tag) => tag !== "" && tag.length <= 100);
  return [...new Set(words)].slice(0, 30);
}

function dateIn(typed: readonly (string | undefined)[]): string | undefined {
  return typed.map((each) => feedDate(each?.trim())).find((date) => date !== undefined);
}
