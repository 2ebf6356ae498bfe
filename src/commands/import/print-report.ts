import { type ArticleOutcome, createReport, type ImportReport, leftOutOutcome } from "../../admin/import.ts";
import type { SkippedArticle } from "../../ingest/skip.ts";
import type { Output } from "../process/output.ts";

/**
 * Prints how each article fared, and the counts.
 * @param ignored the files of folders that were not imported, a summary for each folder
 * @returns whether everything was imported
 */
export function printReport(
  report: ImportReport,
  ignored: readonly SkippedArticle[],
  { output, stopSignal }: { output: Output; stopSignal: AbortSignal },
): boolean {
  if (output.json) output.result(createReport([...report.articles, ...ignored.map(leftOutOutcome)]));
  else {
    for (const { where, reason } of ignored) output.error(`ignored in ${where}: ${reason}`);
    for (const article of report.articles) printArticle(article, output);
    const { created, updated, unchanged, rejected, skipped } = report;
    output.line(
      `${created} created, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected${skipped > 0 ? `, ${skipped} skipped` : ""}`,
    );
  }
  if (stopSignal.aborted) {
    output.error(
      "Stopped before the end. The articles counted here are imported; run the same import again for the rest.",
    );
  }
  return report.rejected === 0 && !stopSignal.aborted;
}

function printArticle(article: ArticleOutcome, output: Output): void {
  if (article.outcome === "rejected") output.error(`rejected   ${article.where}: ${article.error.detail}`);
  else if (article.outcome === "skipped") output.line(`skipped    ${article.where}: ${article.reason}`);
  else {
    output.line(`${article.outcome.padEnd(9)}  ${article.where}: ${article.title ?? article.id}`);
    if (article.note !== undefined) output.line(`           ${article.note}`);
  }
}
