import {
  type ArticleOutcome,
  createReport,
  type ImportInput,
  type ImportReport,
  importArticles,
  leftOutOutcome,
} from "../../admin/import.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError, type ErrorCode } from "../../errors.ts";
import { fetchSettings } from "../../fetch/settings.ts";
import type { ImportOptions } from "../../ingest/ingest.ts";
import type { SkippedArticle } from "../../ingest/skip.ts";
import type { Output } from "../process/output.ts";
import { startProgressBar } from "../process/progress-bar.ts";
import { iterateUntilStopped, onStop, resultUnlessStopped } from "../process/stop-signals.ts";
import { connectToService } from "../workspace/service-client.ts";
import { openWorkspace } from "../workspace/workspace.ts";
import { findInputs, type PendingInput } from "./inputs.ts";

export type ImportSettings = Omit<ImportOptions, "baseUrl" | "origin"> & { names: readonly string[] };

/**
 * `courant import`: into the collection, or, where a service runs on it, through that service.
 * @param stopping ends it where it stands, and it tells how far it came
 * @returns whether everything went in
 */
export async function importCommand(
  config: Config,
  clock: Clock,
  settings: ImportSettings,
  output: Output,
  stopping: AbortSignal,
): Promise<boolean> {
  const { names, ...rest } = settings;
  const passedOver: SkippedArticle[] = [];
  const inputs = await findInputs(names, {
    format: settings.format,
    fetchSettings: fetchSettings(config),
    onIgnoredFiles: (left) => passedOver.push(left),
  });
  if (settings.url !== undefined && inputs.length > 1) {
    throw new CourantError(
      "USAGE_INVALID",
      `--url belongs to one article, and there are ${inputs.length} inputs. Import that one by itself.`,
    );
  }
  const workspace = await openWorkspace(config, clock, "command");
  const { baseUrl: origin } = workspace ?? config.environment;
  const options = { ...rest, baseUrl: config.site.url, origin };
  if (!workspace) {
    const service = await connectToService(config.environment);
    const report = await importAll(inputs, { output, stopping }, (input) => service.import(input, options));
    return printReport(report, passedOver, { output, stopping });
  }
  onStop(stopping, () => void workspace.stop());
  try {
    const take = (input: ImportInput) => importArticles(workspace.collection, input, options);
    const report = await importAll(inputs, { output, stopping }, take);
    if (stopping.aborted) return printReport(report, passedOver, { output, stopping });
    const { failed } = (await workspace.publisher.regenerate("change").finished).documents;
    for (const { what, error } of failed) output.error(`${what} could not be published: ${error}`);
    return printReport(report, passedOver, { output, stopping }) && failed.length === 0;
  } finally {
    await workspace.close();
  }
}

/** What is no fault of one input, so that the others would fail too. */
const fatalCodes: ReadonlySet<ErrorCode> = new Set([
  "SERVICE_UNREACHABLE",
  "UNAUTHORIZED",
  "TOO_MANY_FAILURES",
  "INTERNAL",
  "COLLECTION_UNREADABLE",
]);

async function importAll(
  inputs: readonly PendingInput[],
  { output, stopping }: { output: Output; stopping: AbortSignal },
  take: (input: ImportInput) => Promise<ImportReport>,
): Promise<ImportReport> {
  const progress = startProgressBar(output.progress, "importing");
  progress.update(0, inputs.length);
  const articles: ArticleOutcome[] = [];
  let done = 0;
  for (const [index, { label, read }] of inputs.entries()) {
    const others = inputs.length - index - 1;
    const step = (remaining: number) => progress.update(++done, done + remaining + others, label);
    let inSteps = false;
    try {
      for await (const part of iterateUntilStopped(read(), stopping)) {
        if (!("bytes" in part)) articles.push(leftOutOutcome(part));
        else {
          articles.push(...((await resultUnlessStopped(take(part), stopping))?.articles ?? []));
          if (part.remaining !== undefined) step(part.remaining);
          inSteps = part.remaining !== undefined;
        }
      }
    } catch (error) {
      if (!(error instanceof CourantError) || fatalCodes.has(error.code)) throw error;
      articles.push({ where: label, outcome: "rejected", error: error.toProblem() });
    }
    if (stopping.aborted) break;
    if (!inSteps) step(0);
  }
  progress.stop();
  return createReport(articles);
}

function printReport(
  report: ImportReport,
  passedOver: readonly SkippedArticle[],
  { output, stopping }: { output: Output; stopping: AbortSignal },
): boolean {
  if (output.json) output.result(createReport([...report.articles, ...passedOver.map(leftOutOutcome)]));
  else {
    for (const { where, reason } of passedOver) output.error(`passed over in ${where}: ${reason}`);
    for (const article of report.articles) {
      if (article.outcome === "rejected") output.error(`rejected   ${article.where}: ${article.error.detail}`);
      else if (article.outcome === "skipped") output.line(`skipped    ${article.where}: ${article.reason}`);
      else {
        output.line(`${article.outcome.padEnd(9)}  ${article.where}: ${article.title ?? article.id}`);
        if (article.note !== undefined) output.line(`           ${article.note}`);
      }
    }
    const { created, updated, unchanged, rejected, skipped } = report;
    output.line(
      `${created} created, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected${skipped > 0 ? `, ${skipped} skipped` : ""}`,
    );
  }
  if (stopping.aborted) {
    output.error("Stopped before the end. What is counted is in; import the same again for the rest.");
  }
  return report.rejected === 0 && !stopping.aborted;
}
