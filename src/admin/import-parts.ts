import { setImmediate } from "node:timers/promises";
import { formatCount } from "../article/limits.ts";
import type { Collection } from "../collection/collection.ts";
import { CourantError, type Problem } from "../errors.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import { countOutcomes, type ImportBytes, type ImportReport, importArticles, notImported } from "./import.ts";
import { inParts, type PartOptions } from "./parts.ts";

export type ImportCounts = Omit<ImportReport, "articles">;

/** How far an import is: what a part brought, and all of them so far; about how many parts follow, where that is known. */
export type ImportProgress = ImportReport & { total: ImportCounts; remaining?: number | undefined };

/** Bytes: while a part is read, nobody is answered. */
const partBytes = 512 * 1024;

/**
 * Takes an input into the collection as it comes, however long it is. What is wrong with the input as a whole is the last
 * thing that is told; what was taken before stays.
 * @param from.stopping ends it between two parts
 * @param from.line the number of the input's first line, where it is a part of a longer NDJSON
 * @param from.robots the X-Robots-Tag that a page was sent with
 */
export async function* importParts(
  collection: Pick<Collection, "put" | "remember">,
  chunks: AsyncIterable<Buffer>,
  from: Pick<PartOptions, "name" | "mediaType" | "longest"> &
    Pick<ImportBytes, "robots"> & { line?: number | undefined; stopping?: AbortSignal },
  options: ImportOptions,
): AsyncGenerator<ImportProgress> {
  const total: ImportCounts = { created: 0, updated: 0, unchanged: 0, rejected: 0, skipped: 0 };
  const add = (report: ImportReport, remaining?: number): ImportProgress => {
    for (const name of Object.keys(total) as (keyof ImportCounts)[]) total[name] += report[name];
    return { ...report, total: { ...total }, ...(remaining !== undefined && { remaining }) };
  };
  try {
    for await (const part of inParts(chunks, { ...from, format: options.format, partSize: partBytes })) {
      if (from.stopping?.aborted) throw stopped(total);
      if (!("bytes" in part)) yield add(countOutcomes([notImported(part)]));
      else {
        const firstLine = (part.firstLine ?? 1) + (from.line ?? 1) - 1;
        yield add(
          await importArticles(collection, { ...part, firstLine, robots: from.robots }, options),
          part.remaining,
        );
      }
      await setImmediate();
    }
  } catch (error) {
    if (!isOfTheInput(error)) throw error;
    yield add(countOutcomes([notImported({ where: from.name ?? "input", error: error.toProblem() })]));
  }
}

function stopped({ created, updated, unchanged }: ImportCounts): CourantError {
  return new CourantError(
    "STOPPING",
    `Courant is being stopped. ${formatCount(created + updated + unchanged)} articles of this import are in; send it again ` +
      "when Courant runs: what is in stays as it is, and the rest follows.",
  );
}

/** Whether an error is a fault of the input, wherever in it. */
function isOfTheInput(error: unknown): error is CourantError {
  return error instanceof CourantError && ["ARTICLE_INVALID", "BODY_TOO_LARGE", "FORMAT_UNKNOWN"].includes(error.code);
}

/** A line of NDJSON for each part, without what went in and needs no word; then one with `done`, or with why it ended before. */
export async function* progressLines(parts: AsyncIterable<ImportProgress>): AsyncGenerator<string> {
  const line = (value: object) => `${JSON.stringify(value)}\n`;
  let total: ImportCounts | undefined;
  try {
    for await (const { articles, remaining, ...part } of parts) {
      total = part.total;
      const left = articles.filter((article) => !("id" in article) || article.note !== undefined);
      yield line({ total, remaining, articles: left });
    }
    yield line({ total, done: true });
  } catch (error) {
    const problem: Problem = (
      error instanceof CourantError ? error : new CourantError("INTERNAL", "The import ended before its end.")
    ).toProblem();
    yield line({ total, done: false, error: problem });
  }
}
