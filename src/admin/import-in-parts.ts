import { formatCount } from "../article/limits.ts";
import { CourantError } from "../errors.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import {
  createReport,
  type ImportDeps,
  type ImportedInput,
  type ImportReport,
  importParts,
  leftOutOutcome,
} from "./import.ts";
import type { ImportCounts } from "./openapi/schemas/import-report.ts";

export type { ImportCounts } from "./openapi/schemas/import-report.ts";

/**
 * The report of one part of an import. `total` counts all parts so far; `remaining` estimates how many parts follow, where
 * that can be estimated.
 */
export type PartReport = ImportReport & { total: ImportCounts; remaining?: number | undefined };

/** The size of a part: a report of the progress comes after each. */
const importPartBytes = 512 * 1024;

/** `onChanged`: called after each part that changed the collection, and after the last one with `isMoreComing` false. */
export type ImportInPartsDeps = ImportDeps & { onChanged: (isMoreComing: boolean) => void };

/**
 * Imports an input of any length part by part. An error in the input as a whole becomes the last report; the articles that
 * were imported before it stay.
 * @param input.stopping ends the import
 * @throws STOPPING, and errors that are no fault of the input
 */
export async function* importInParts(
  { onChanged, ...deps }: ImportInPartsDeps,
  chunks: AsyncIterable<Uint8Array>,
  { stopping, isUrgent = false, ...input }: ImportedInput & { stopping?: AbortSignal; isUrgent?: boolean },
  options: ImportOptions,
): AsyncGenerator<PartReport> {
  const total: ImportCounts = { created: 0, updated: 0, unchanged: 0, rejected: 0, skipped: 0 };
  const addToTotal = (report: ImportReport, remaining?: number): PartReport => {
    for (const name of Object.keys(total) as (keyof ImportCounts)[]) total[name] += report[name];
    return { ...report, total: { ...total }, ...(remaining !== undefined && { remaining }) };
  };
  try {
    const parts = importParts(deps, chunks, { ...input, partBytes: importPartBytes }, options, {
      isUrgent,
      signal: stopping,
    });
    for await (const { remaining, ...report } of parts) {
      if (report.created + report.updated > 0) onChanged(true);
      yield addToTotal(report, remaining);
      if (stopping?.aborted) throw importStopped(total);
    }
  } catch (error) {
    if (stopping?.aborted) throw importStopped(total);
    if (!isInputError(error)) throw withCounts(error, total);
    yield addToTotal(createReport([leftOutOutcome({ where: input.name ?? "input", error: error.toProblem() })]));
  } finally {
    if (total.created + total.updated > 0) onChanged(false);
  }
}

function importStopped(total: ImportCounts): CourantError {
  return new CourantError(
    "STOPPING",
    `Courant is stopping. ${describeProgress(total)} when Courant runs again, to add the rest.`,
  );
}

/** Adds what went in to an error that ended an import, such as a full disk. */
function withCounts(error: unknown, total: ImportCounts): unknown {
  if (!(error instanceof CourantError)) return error;
  const { code, message, headers } = error;
  return new CourantError(code, `${message} ${describeProgress(total)} to add the rest.`, { cause: error, headers });
}

function describeProgress({ created, updated, unchanged }: ImportCounts): string {
  const imported = formatCount(created + updated + unchanged);
  return `${imported} articles of this import are stored (${formatCount(created)} created, ${formatCount(updated)} updated). Send it again`;
}

/** Tells whether an error is a fault of the input. */
function isInputError(error: unknown): error is CourantError {
  return error instanceof CourantError && ["ARTICLE_INVALID", "BODY_TOO_LARGE", "FORMAT_UNKNOWN"].includes(error.code);
}

/**
 * Formats the reports of an import as lines of NDJSON, one for each part. It lists only articles that were not imported or
 * have a note. The last line says `done`, or names the error that ended the import.
 * @param onCutShort called when an error ended the import
 */
export async function* formatPartReports(
  reports: AsyncIterable<PartReport>,
  onCutShort: () => void,
): AsyncGenerator<string> {
  const formatLine = (value: object) => `${JSON.stringify(value)}\n`;
  let total: ImportCounts | undefined;
  try {
    for await (const report of reports) {
      total = report.total;
      const articles = report.articles.filter((article) => !("id" in article) || article.note !== undefined);
      const { remaining, formerFeeds } = report;
      yield formatLine({ total, remaining, articles, formerFeeds });
    }
    yield formatLine({ total, done: true });
  } catch (cause) {
    onCutShort();
    const error =
      cause instanceof CourantError ? cause : new CourantError("INTERNAL", "The import failed before its end.");
    yield formatLine({ total, done: false, error: error.toProblem() });
  }
}
