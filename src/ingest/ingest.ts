/*
 * The room `ingest`: readers of all formats, which turn text from outside into checked articles. It imports `article`,
 * `errors.ts` and libraries, and does no I/O.
 */
import type { ExportRecord } from "../article/export-record.ts";
import { formatCount, limits } from "../article/limits.ts";
import { describeExcess } from "../article/mistakes.ts";
import type { PreparedArticle } from "../article/prepare.ts";
import { absoluteUrl } from "../article/url.ts";
import { CourantError, type Problem } from "../errors.ts";
import { detectFormat } from "./detect-format.ts";
import { itemsOfFeed } from "./feed.ts";
import { restrictionOfName } from "./file-name.ts";
import { refuseRestrictedText } from "./front-matter.ts";
import { itemsOfGhost } from "./ghost.ts";
import { type ImportFormat, importFormats } from "./import-formats.ts";
import type { ImportOptions } from "./import-options.ts";
import { type ImportItem, itemsOfJson, itemsOfNdjson } from "./json.ts";
import { parseJson } from "./json-syntax.ts";
import { articleOfMarkdown } from "./markdown.ts";
import { itemsOfPage } from "./page/page.ts";
import { readItem } from "./read-item.ts";
import { findSharedLinks } from "./shared-links.ts";
import { Skip, type SkippedArticle } from "./skip.ts";
import { articleOfText } from "./text.ts";
import { itemsOfWxr } from "./wxr.ts";

export { detectFormat, type ImportFormat, type ImportOptions, importFormats };

/**
 * `name`: the file's name, undefined for standard input and for a request body. `source`: the place that the file came
 * from, such as its folder. `address`: the address of the input, if it is not the name; relative addresses start from
 * it, but in an export of Ghost, which is not where the blog is.
 * `firstLine`: the number of the text's first line, if the text is a part of NDJSON; default 1. `notes`: hints on
 * articles in NDJSON that was made of something else, by the number of lines before each.
 * `robots`: the X-Robots-Tag of a page. `isListed`: the page comes from a sitemap, and nobody named it.
 */
export type ImportInput = {
  name: string | undefined;
  source?: string | undefined;
  address?: string | undefined;
  mediaType?: string | undefined;
  text: string;
  firstLine?: number | undefined;
  notes?: ReadonlyMap<number, string> | undefined;
  robots?: string | undefined;
  isListed?: boolean | undefined;
};

/** `where`: the file's name (or `input`), and the place in it, as a line or a JSON pointer. */
export type Rejection = { where: string; error: Problem };

/** A valid article. `note`: a hint for the person who imports it. */
export type IngestedDraft = { where: string; prepared: PreparedArticle; note?: string | undefined };

/** `records`: the other records of an export. */
export type IngestResult = {
  drafts: IngestedDraft[];
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
  const drafts: IngestedDraft[] = [];
  const batches = ingestInBatches(input, options, { draftCount: Number.POSITIVE_INFINITY });
  for (let next = batches.next(); ; next = batches.next()) {
    if (next.done) return { drafts, ...next.value };
    drafts.push(...next.value);
  }
}

/** The largest batch of prepared articles. `contentLength`: the sum of their contents in characters. */
export type BatchSize = { draftCount: number; contentLength?: number };

/**
 * Reads articles as `ingest` does, and yields the valid ones in batches, so that they need not all be in memory.
 * @returns everything but the valid articles
 * @throws FORMAT_UNKNOWN when the format cannot be detected
 */
export function* ingestInBatches(
  input: ImportInput,
  givenOptions: ImportOptions,
  { draftCount, contentLength = Number.POSITIVE_INFINITY }: BatchSize,
): Generator<IngestedDraft[], Omit<IngestResult, "drafts">> {
  const text = input.text.replace(/^\uFEFF/, "");
  const format = detectFormat({ ...input, text }, givenOptions);
  const base = format === "ghost" ? undefined : input.address;
  const options = base === undefined ? givenOptions : { ...givenOptions, baseUrl: base };
  const result: Omit<IngestResult, "drafts"> = { records: [], rejected: [], skipped: [] };
  const where = (place: string) => [input.name ?? "input", place].filter((part) => part !== "").join(", ");

  function valueUnlessRefused<Value>(place: string, read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      if (error instanceof Skip) result.skipped.push({ where: where(place), reason: error.message });
      else if (error instanceof CourantError) {
        result.rejected.push({ where: where(place), error: error.toProblem() });
      } else throw error;
      return undefined;
    }
  }

  const items = valueUnlessRefused("", () => itemsOf({ ...input, text }, format, options)) ?? [];
  const isSharedLink = findSharedLinks(items, format, options);
  const context = { format, file: input, options, isOnlyItem: items.length === 1, isSharedLink };
  let batch: IngestedDraft[] = [];
  let batchLength = 0;
  for (const item of items) {
    if (result.rejected.length === limits.rejections) {
      result.rejected.push({ where: where(""), error: tooManyRejections(item.place).toProblem() });
      break;
    }
    const { prepared, record } = valueUnlessRefused(item.place, () => readItem(item, context)) ?? {};
    if (record) result.records.push(record);
    if (!prepared) continue;
    // A part of a string keeps the whole string in memory: a title its page, an article its feed. A clone holds its own.
    batch.push(structuredClone({ where: where(item.place), prepared, note: noteOn(item, prepared) }));
    batchLength += (prepared.draft.content_html?.length ?? 0) + (prepared.draft.content_text?.length ?? 0);
    if (batch.length < draftCount && batchLength < contentLength) continue;
    yield batch;
    [batch, batchLength] = [[], 0];
  }
  if (batch.length > 0) yield batch;
  return result;
}

function itemsOf(input: ImportInput, format: ImportFormat, options: ImportOptions): ImportItem[] {
  const { name, address, text, firstLine, notes, robots, isListed } = input;
  if (text.trim() === "") throw new CourantError("ARTICLE_INVALID", "There is nothing in it.");
  const restriction = restrictionOfName(name ?? "");
  if (restriction !== undefined) throw new Skip(restriction);
  if (format === "json") return itemsOfJson(text, options);
  if (format === "ndjson") return itemsOfNdjson(text, firstLine, notes);
  if (format === "feed") return itemsOfFeed(text, options);
  if (format === "wxr") return itemsOfWxr(text, options);
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
  return [
    format === "markdown" ? itemOfMarkdown(text, name, options) : { place: "", value: () => articleOfText(text) },
  ];
}

function itemOfMarkdown(text: string, name: string | undefined, { pages }: ImportOptions): ImportItem {
  let note: string | undefined;
  const value = () => {
    const read = articleOfMarkdown(text, name, pages);
    note = read.note;
    return read.article;
  };
  return { place: "", value, note: () => note };
}

/** Returns the hint for the person who imports the item, with what was left out of it. */
function noteOn({ line, note }: ImportItem, { draft, leftOut }: PreparedArticle): string | undefined {
  const place = line === undefined ? "" : `line ${formatCount(line)}: `;
  const date = draft.date_published === undefined ? "; it has the date of the import" : "";
  const notes = [note?.(), leftOut === undefined ? undefined : `${place}left out ${leftOut}${date}`];
  return notes.filter((each) => each !== undefined).join("; ") || undefined;
}

function tooManyRejections(place: string): CourantError {
  return new CourantError(
    "ARTICLE_INVALID",
    `${formatCount(limits.rejections)} articles were rejected, and the rest was not read: it begins at ${place}. Mend what the rejections name, and import it again.`,
  );
}
