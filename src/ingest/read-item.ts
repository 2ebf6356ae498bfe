import type { Draft } from "../article/article.ts";
import { type ExportRecord, parseExportRecord } from "../article/export-record.ts";
import { dateReader, readField } from "../article/fields.ts";
import { isAbsent, isMembers } from "../article/members.ts";
import { Mistakes } from "../article/mistakes.ts";
import { type PreparedArticle, prepare } from "../article/prepare.ts";
import { restrictionOf } from "../article/restriction.ts";
import { CourantError } from "../errors.ts";
import { cleanArticle } from "./clean/clean.ts";
import type { ImportFormat } from "./import-formats.ts";
import type { ImportOptions } from "./import-options.ts";
import type { ImportItem } from "./json.ts";
import { type FileOrigin, idOfFile, namesAmongOthers, namesOf } from "./names.ts";
import type { SharedLinkTest } from "./shared-links.ts";
import { Skip } from "./skip.ts";

export type ItemContext = {
  format: ImportFormat;
  file: FileOrigin;
  options: ImportOptions;
  /** Whether several items of the input have the link of this one. */
  isSharedLink: SharedLinkTest;
  isOnlyItem: boolean;
};

/**
 * Reads an item, which holds an article or another record of an export. The first line of an export holds neither.
 * @throws Skip, ARTICLE_INVALID
 */
export function readItem(
  { place, value }: ImportItem,
  { format, file, options, isOnlyItem, isSharedLink }: ItemContext,
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
    const shared = sharedLinkMark(draft, isSharedLink);
    return { prepared: { draft: withDate(draft, options), names: exported.names, exported, ...shared } };
  }
  const tolerance = isForeign(format, place) ? "parts" : "addresses";
  const { draft, leftOut } = prepare(completeArticle, { ...options, tolerance });
  const shared = sharedLinkMark(draft, isSharedLink);
  const names = place === "" ? namesOf(draft, file) : { names: namesAmongOthers(draft, shared.sharesLink === true) };
  const newId = format === "markdown" && options.pages !== undefined ? idOfFile(file) : undefined;
  return { prepared: { draft: withDate(draft, options), ...names, ...shared, leftOut, newId } };
}

function sharedLinkMark({ url }: Draft, isSharedLink: SharedLinkTest): Pick<PreparedArticle, "sharesLink"> {
  return url !== undefined && isSharedLink(url) ? { sharesLink: true } : {};
}

/** @throws ARTICLE_INVALID for a date of the import that is none */
function withDate(draft: Draft, { date }: ImportOptions): Draft {
  if (draft.date_published !== undefined || date === undefined) return draft;
  const mistakes = new Mistakes();
  const date_published = readField(date, "/date_published", dateReader, mistakes);
  if (date_published === undefined) throw mistakes.toError();
  return { ...draft, date_published };
}

/** Tells whether an article came as JSON. A feed may be a JSON Feed. */
function isJsonItem(format: ImportFormat, place: string): boolean {
  return format === "json" || format === "ndjson" || (format === "feed" && !place.startsWith("item "));
}

/** @throws Skip for an article in JSON that says, in an extension, that it is not meant for everybody */
function refuseRestrictedItem(article: unknown): void {
  const restriction = isMembers(article) ? restrictionOf(article) : undefined;
  if (restriction === undefined) return;
  throw new Skip(`It is not meant for everybody: it says ${restriction}. Take that out to publish it.`);
}

/** Tells whether a program wrote the article for readers, not for Courant. Posts of WordPress are cleaned elsewhere. */
export function isForeign(format: ImportFormat, place: string): boolean {
  return ["feed", "ghost"].includes(format) || (format === "json" && place.startsWith("/items/"));
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
    ...((isAbsent(tags) || Array.isArray(tags)) && { tags: [...(isAbsent(tags) ? [] : tags), ...options.tags] }),
  };
}
