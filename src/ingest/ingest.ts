import { exportRecordOf, type Memory } from "../article/export-record.ts";
import { counted, limits } from "../article/limits.ts";
import { tooMany } from "../article/mistakes.ts";
import { type PreparedArticle, prepare } from "../article/prepare.ts";
import { restrictionOf } from "../article/restriction.ts";
import { absoluteUrl } from "../article/url.ts";
import { CourantError, type Problem } from "../errors.ts";
import { cleanArticle } from "./clean/clean.ts";
import { detectFormat, type ImportFormat, importFormats } from "./detect-format.ts";
import { itemsOfFeed } from "./feed.ts";
import { restrictionOfName } from "./file-name.ts";
import { refuseRestrictedText } from "./front-matter.ts";
import { itemsOfGhost } from "./ghost.ts";
import { type Item, isAbsent, isMembers, itemsOfJson, itemsOfNdjson } from "./json.ts";
import { parseJson } from "./json-syntax.ts";
import { articleOfMarkdown } from "./markdown.ts";
import { namesAmongOthers, namesOf } from "./names.ts";
import { itemsOfPage } from "./page/page.ts";
import { Skip, type SkippedArticle } from "./skip.ts";
import { articleOfText } from "./text.ts";
import { itemsOfWxr } from "./wxr.ts";

export { detectFormat, type ImportFormat, importFormats };

export type ImportOptions = {
  /** Added to each article's own tags. */
  tags: readonly string[];
  /** RFC 3339; for articles that have no date of their own. */
  date?: string | undefined;
  /**
   * For an article that has no URL of its own; the input must hold one article. For an export of Ghost, which does not
   * name it, the address of the blog.
   */
  url?: string | undefined;
  format?: ImportFormat | undefined;
  /** The site's home page, against which relative URLs resolve where an article has no URL. */
  baseUrl: string;
  /** This service's own public origin, without a trailing slash. */
  origin?: string | undefined;
};

/**
 * `name`: the file's name, undefined for standard input or a request body. `address`: where it was found, if
 * that is not its name. `firstLine`: which line of NDJSON the text begins with, where it is a part of it; 1 unless said.
 * `robots`: the X-Robots-Tag that a page was sent with. `isListed`: nobody named it, a sitemap lists it.
 */
export type Input = {
  name: string | undefined;
  address?: string | undefined;
  mediaType?: string | undefined;
  text: string;
  firstLine?: number | undefined;
  robots?: string | undefined;
  isListed?: boolean | undefined;
};

/** `where`: the file's name (or `input`), and the place in it: a line or a JSON pointer. */
export type Rejection = { where: string; error: Problem };

/** `note`: what whoever imports the article should know; `memories`: what an export says beside its articles. */
export type IngestResult = {
  drafts: { where: string; prepared: PreparedArticle; note?: string | undefined }[];
  memories: Memory[];
  rejected: Rejection[];
  skipped: SkippedArticle[];
};

/**
 * Reads articles from text: the good ones come out prepared, the bad ones, and those that are to be left out, are
 * listed with their reasons. After `limits.rejections` bad ones the rest is not read, and the last rejection says from
 * where on.
 * @throws FORMAT_UNKNOWN when the format cannot be told
 */
export function ingest(input: Input, options: ImportOptions): IngestResult {
  const text = input.text.replace(/^\uFEFF/, "");
  const format = detectFormat({ ...input, text }, options);
  const ingested: IngestResult = { drafts: [], memories: [], rejected: [], skipped: [] };
  const where = (place: string) => [input.name ?? "input", place].filter((part) => part !== "").join(", ");
  const attempt = (place: string, read: () => void) => {
    try {
      read();
    } catch (error) {
      if (error instanceof Skip) ingested.skipped.push({ where: where(place), reason: error.message });
      else if (error instanceof CourantError) {
        ingested.rejected.push({ where: where(place), error: error.toProblem() });
      } else throw error;
    }
  };
  attempt("", () => {
    const items = itemsOf({ ...input, text }, format, options);
    const added = format === "ghost" ? { ...options, url: undefined } : options;
    const alone = items.length === 1;
    for (const { place, value, note } of items) {
      if (ingested.rejected.length === limits.rejections) throw restUnread(place);
      attempt(place, () => {
        const article = fromElsewhere(format, place) ? cleanArticle(value()) : value();
        const exported = format === "ndjson" && isMembers(article) ? exportRecordOf(article) : undefined;
        if (exported?.kind === "start") return;
        if (exported && exported.kind !== "article") {
          ingested.memories.push(exported);
          return;
        }
        if (!exported && isOfJson(format, place)) refuseRestrictedItem(article);
        // An exported article's address is its own, wherever this service is.
        const { draft } = prepare(completed(article, added, alone), exported ? { baseUrl: options.baseUrl } : options);
        const names = () => (place === "" ? namesOf(draft, input.name) : namesAmongOthers(draft, article));
        const prepared = exported ? { draft, names: exported.names, kept: exported } : { draft, names: names() };
        ingested.drafts.push({ where: where(place), prepared, note: note?.() });
      });
    }
  });
  return ingested;
}

function itemsOf(input: Input, format: ImportFormat, options: ImportOptions): Item[] {
  const { name, address, text, firstLine, robots, isListed } = input;
  if (text.trim() === "") throw new CourantError("ARTICLE_INVALID", "There is nothing in it.");
  const restriction = restrictionOfName(name ?? "");
  if (restriction !== undefined) throw new Skip(restriction);
  if (format === "json") return itemsOfJson(text);
  if (format === "ndjson") return itemsOfNdjson(text, firstLine);
  if (format === "feed") return itemsOfFeed(text, options);
  if (format === "wxr") return itemsOfWxr(text);
  if (format === "ghost") return itemsOfGhost(parseJson(text), options.url ?? options.baseUrl);
  refuseRestrictedText(text);
  if (format === "html") {
    return itemsOfPage(text, {
      address: address ?? absoluteUrl(name ?? "", name ?? ""),
      url: options.url,
      robots,
      isListed,
    });
  }
  if (text.length > limits.content) {
    const excess = tooMany(text.length, "characters", limits.content);
    throw new CourantError("ARTICLE_INVALID", `This is too long for one article: ${excess}. Split it into several.`);
  }
  return [{ place: "", value: () => (format === "markdown" ? articleOfMarkdown(text, name) : articleOfText(text)) }];
}

/** Whether an article came as JSON; a feed may be a JSON Feed. */
function isOfJson(format: ImportFormat, place: string): boolean {
  return format === "json" || format === "ndjson" || (format === "feed" && !place.startsWith("item "));
}

/** @throws Skip for an article in JSON that says, in an extension, that it is not meant for everybody */
function refuseRestrictedItem(article: unknown): void {
  const restriction = isMembers(article) ? restrictionOf(article) : undefined;
  if (restriction === undefined) return;
  throw new Skip(`It is not meant for everybody: it says ${restriction}. Take that out to publish it.`);
}

/** Whether some program wrote it for its readers, and not somebody for Courant; posts of WordPress are cleaned already. */
function fromElsewhere(format: ImportFormat, place: string): boolean {
  return ["feed", "ghost"].includes(format) || (format === "json" && place.startsWith("/items/"));
}

function restUnread(place: string): CourantError {
  return new CourantError(
    "ARTICLE_INVALID",
    `${counted(limits.rejections)} articles were rejected, and the rest was not read: it begins at ${place}. Mend what the rejections name, and import it again.`,
  );
}

/** An article with what the options add to it. What is no object stays as it is: `prepare` says so. */
function completed(article: unknown, options: ImportOptions, alone: boolean): unknown {
  if (!isMembers(article)) return article;
  if (options.url !== undefined && !alone) {
    throw new CourantError(
      "ARTICLE_INVALID",
      "A URL was given for the import, but the input holds several articles, and no two can share one. Import it without the URL.",
    );
  }
  if (options.url !== undefined && !/^https?:\/\/[^/]/i.test(options.url)) {
    throw new CourantError(
      "ARTICLE_INVALID",
      `The URL given for the import is “${options.url}”; expected a whole http or https address.`,
    );
  }
  const { tags } = article;
  return {
    ...article,
    ...(isAbsent(article.url) && { url: options.url }),
    ...(isAbsent(article.date_published) && { date_published: options.date }),
    ...((isAbsent(tags) || Array.isArray(tags)) && { tags: [...(isAbsent(tags) ? [] : tags), ...options.tags] }),
  };
}
