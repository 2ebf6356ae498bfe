import { setImmediate } from "node:timers/promises";
import { formatCount } from "../article/limits.ts";
import { CourantError } from "../errors.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import type { ImportStores } from "./import.ts";
import { createReport, type ImportInput, type ImportReport, importArticles, leftOutOutcome } from "./import.ts";
import { type SplitOptions, splitInput } from "./split-input.ts";

export type ImportCounts = Omit<ImportReport, "articles">;

/**
 * The report of one part of an import. `total` counts all parts so far; `remaining` estimates how many parts follow, where
 * that can be estimated.
 */
export type PartReport = ImportReport & { total: ImportCounts; remaining?: number | undefined };

/** Not larger, because the event loop answers nobody while a part is parsed. */
const importPartBytes = 512 * 1024;

/**
 * Imports an input of any length part by part. An error in the input as a whole becomes the last report; the articles that
 * were imported before it stay.
 * @param input.stopping ends the import between two parts
 * @param input.line the number of the input's first line, if the input is a piece of a longer NDJSON
 * @param input.robots the X-Robots-Tag that came with a page
 * @throws STOPPING, and errors that are no fault of the input
 */
export async function* importInParts(
  stores: ImportStores,
  chunks: AsyncIterable<Buffer>,
  input: Pick<SplitOptions, "name" | "mediaType" | "maxBytes"> &
    Pick<ImportInput, "robots"> & { line?: number | undefined; stopping?: AbortSignal },
  options: ImportOptions,
): AsyncGenerator<PartReport> {
  const total: ImportCounts = { created: 0, updated: 0, unchanged: 0, rejected: 0, skipped: 0 };
  const addToTotal = (report: ImportReport, remaining?: number): PartReport => {
    for (const name of Object.keys(total) as (keyof ImportCounts)[]) total[name] += report[name];
    return { ...report, total: { ...total }, ...(remaining !== undefined && { remaining }) };
  };
  try {
    for await (const part of splitInput(chunks, { ...input, format: options.format, partBytes: importPartBytes })) {
      if (input.stopping?.aborted) throw importStopped(total);
      if (!("bytes" in part)) yield addToTotal(createReport([leftOutOutcome(part)]));
      else {
        const firstLine = (part.firstLine ?? 1) + (input.line ?? 1) - 1;
        const report = await importArticles(stores, { ...part, firstLine, robots: input.robots }, options);
        yield addToTotal(report, part.remaining);
      }
      await setImmediate();
    }
  } catch (error) {
    if (!isInputError(error)) throw error;
    yield addToTotal(createReport([leftOutOutcome({ where: input.name ?? "input", error: error.toProblem() })]));
  }
}

function importStopped({ created, updated, unchanged }: ImportCounts): CourantError {
  return new CourantError(
    "STOPPING",
    `Courant is being stopped. ${formatCount(created + updated + unchanged)} articles of this import are in; send it again ` +
      "when Courant runs: what is in stays as it is, and the rest follows.",
  );
}

/** Whether an error is a fault of the input. */
function isInputError(error: unknown): error is CourantError {
  return error instanceof CourantError && ["ARTICLE_INVALID", "BODY_TOO_LARGE", "FORMAT_UNKNOWN"].includes(error.code);
}

/**
 * Formats the reports of an import as lines of NDJSON, one for each part. It lists only articles that were not imported or
 * have a note. The last line says `done`, or names the error that ended the import.
 */
export async function* formatPartReports(reports: AsyncIterable<PartReport>): AsyncGenerator<string> {
  const formatLine = (value: object) => `${JSON.stringify(value)}\n`;
  let total: ImportCounts | undefined;
  try {
    for await (const report of reports) {
      total = report.total;
      const articles = report.articles.filter((article) => !("id" in article) || article.note !== undefined);
      yield formatLine({ total, remaining: report.remaining, articles });
    }
    yield formatLine({ total, done: true });
  } catch (cause) {
    const error =
      cause instanceof CourantError ? cause : new CourantError("INTERNAL", "The import failed before its end.");
    yield formatLine({ total, done: false, error: error.toProblem() });
  }
}
