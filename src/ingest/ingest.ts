/*
 * The room `ingest`: readers of all formats, which turn text from outside into checked articles. It imports `article`,
 * `errors.ts` and libraries, and does no I/O.
 */
import { type ExportRecord, parseExportRecord } from "../article/export-record.ts";
import { formatCount, limits } from "../article/limits.ts";
import { describeExcess } from "../article/mistakes.ts";
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
import { type ImportItem, isAbsent, isMembers, itemsOfJson, itemsOfNdjson } from "./json.ts";
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
   * The URL of an article that has none of its own, when the input holds only one article. For an export of Ghost, which does
   * not contain it, the address of the blog.
   */
  url?: string | undefined;
  format?: ImportFormat | undefined;
  /** The site's home page. Relative URLs resolve against it when an article has no URL. */
  baseUrl: string;
  /** This service's own public origin, without a trailing slash. */
  origin?: string | undefined;
};

/**
 * `name`: the file's name, undefined for standard input and for a request body. `address`: the address of the input, if it
 * is not the name. `firstLine`: the number of the text's first line, if the text is a part of NDJSON; default 1.
 * `robots`: the X-Robots-Tag of a page. `isListed`: the page comes from a sitemap, and nobody named it.
 */
export type ImportInput = {
  name: string | undefined;
  address?: string | undefined;
  mediaType?: string | undefined;
  text: string;
  firstLine?: number | undefined;
  robots?: string | undefined;
  isListed?: boolean | undefined;
};

/** `where`: the file's name (or `input`), and the place in it, as a line or a JSON pointer. */
export type Rejection = { where: string; error: Problem };

/** `note`: a hint for the person who imports the article; `records`: the other records of an export. */
export type IngestResult = {
  drafts: { where: string; prepared: PreparedArticle; note?: string | undefined }[];
  records: ExportRecord[];
  rejected: Rejection[];
  skipped: SkippedArticle[];
};

/**
 * Reads articles from text. Valid articles are returned prepared; rejected and skipped ones are listed with their reasons.
 * After `limits.rejections` rejections the rest is not read, and the last rejection names the place where it begins.
 * @throws FORMAT_UNKNOWN when the format cannot be detected
 */
export function ingest(input: ImportInput, options: ImportOptions): IngestResult {
  const text = input.text.replace(/^\uFEFF/, "");
  const format = detectFormat({ ...input, text }, options);
  const result: IngestResult = { drafts: [], records: [], rejected: [], skipped: [] };
  const where = (place: string) => [input.name ?? "input", place].filter((part) => part !== "").join(", ");

  function collectFailure(place: string, read: () => void): void {
    try {
      read();
    } catch (error) {
      if (error instanceof Skip) result.skipped.push({ where: where(place), reason: error.message });
      else if (error instanceof CourantError) {
        result.rejected.push({ where: where(place), error: error.toProblem() });
      } else throw error;
    }
  }

  collectFailure("", () => {
    const items = itemsOf({ ...input, text }, format, options);
    const context = { format, fileName: input.name, options, isOnlyItem: items.length === 1 };
    for (const item of items) {
      if (result.rejected.length === limits.rejections) throw tooManyRejections(item.place);
      collectFailure(item.place, () => {
        const { prepared, record } = readItem(item, context);
        if (record) result.records.push(record);
        if (prepared) result.drafts.push({ where: where(item.place), prepared, note: item.note?.() });
      });
    }
  });
  return result;
}

type ItemContext = {
  format: ImportFormat;
  fileName: string | undefined;
  options: ImportOptions;
  isOnlyItem: boolean;
};

/**
 * Reads an item, which holds an article or another record of an export. The first line of an export holds neither.
 * @throws Skip, ARTICLE_INVALID
 */
function readItem(
  { place, value }: ImportItem,
  { format, fileName, options, isOnlyItem }: ItemContext,
): { prepared?: PreparedArticle; record?: ExportRecord } {
  const article = isForeign(format, place) ? cleanArticle(value()) : value();
  const exported = format === "ndjson" && isMembers(article) ? parseExportRecord(article) : undefined;
  if (exported?.kind === "start") return {};
  if (exported && exported.kind !== "article") return { record: exported };
  if (!exported && isJsonItem(format, place)) refuseRestrictedItem(article);
  const addedOptions = format === "ghost" ? { ...options, url: undefined } : options;
  const completeArticle = withOptions(article, addedOptions, isOnlyItem);
  if (exported) {
    // An exported article keeps its address, also when this service has another origin than before.
    const { draft } = prepare(completeArticle, { baseUrl: options.baseUrl });
    return { prepared: { draft, names: exported.names, exported } };
  }
  const { draft } = prepare(completeArticle, options);
  const names = place === "" ? namesOf(draft, fileName) : namesAmongOthers(draft, article);
  return { prepared: { draft, names } };
}

function itemsOf(input: ImportInput, format: ImportFormat, options: ImportOptions): ImportItem[] {
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
    const excess = describeExcess(text.length, "characters", limits.content);
    throw new CourantError("ARTICLE_INVALID", `This is too long for one article: ${excess}. Split it into several.`);
  }
  return [{ place: "", value: () => (format === "markdown" ? articleOfMarkdown(text, name) : articleOfText(text)) }];
}

/** Whether an article came as JSON. A feed may be a JSON Feed. */
function isJsonItem(format: ImportFormat, place: string): boolean {
  return format === "json" || format === "ndjson" || (format === "feed" && !place.startsWith("item "));
}

/** @throws Skip for an article in JSON that says, in an extension, that it is not meant for everybody */
function refuseRestrictedItem(article: unknown): void {
  const restriction = isMembers(article) ? restrictionOf(article) : undefined;
  if (restriction === undefined) return;
  throw new Skip(`It is not meant for everybody: it says ${restriction}. Take that out to publish it.`);
}

/** Whether a program wrote the article for readers, not for Courant. Posts of WordPress are cleaned elsewhere. */
function isForeign(format: ImportFormat, place: string): boolean {
  return ["feed", "ghost"].includes(format) || (format === "json" && place.startsWith("/items/"));
}

function tooManyRejections(place: string): CourantError {
  return new CourantError(
    "ARTICLE_INVALID",
    `${formatCount(limits.rejections)} articles were rejected, and the rest was not read: it begins at ${place}. Mend what the rejections name, and import it again.`,
  );
}

/** Adds the options to an article. A value that is no object stays, so that `prepare` can reject it. */
function withOptions(article: unknown, options: ImportOptions, isOnlyItem: boolean): unknown {
  if (!isMembers(article)) return article;
  if (options.url !== undefined && !isOnlyItem) {
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
