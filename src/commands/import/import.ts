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
import { printReport } from "./print-report.ts";

export type ImportSettings = Omit<ImportOptions, "baseUrl" | "origin"> & { names: readonly string[] };

/**
 * `courant import`: imports files, folders and addresses into the collection, or hands them to the service that runs on
 * the data directory. Articles that cannot be imported are listed, and the others go in.
 * @param stopSignal stops the import where it is; the command then prints how far it came
 * @returns whether everything was imported and published
 */
export async function importCommand(
  config: Config,
  clock: Clock,
  settings: ImportSettings,
  output: Output,
  stopSignal: AbortSignal,
): Promise<boolean> {
  const { names, ...importSettings } = settings;
  const ignored: SkippedArticle[] = [];
  const inputs = await findInputs(names, {
    format: settings.format,
    fetchSettings: fetchSettings(config),
    onIgnoredFiles: (files) => ignored.push(files),
  });
  if (settings.url !== undefined && inputs.length > 1) {
    throw new CourantError(
      "USAGE_INVALID",
      `--url belongs to one article, and there are ${inputs.length} inputs. Import that one by itself.`,
    );
  }
  const workspace = await openWorkspace(config, clock, "command");
  const { baseUrl: origin } = workspace ?? config.environment;
  const options = { ...importSettings, baseUrl: config.site.url, origin };
  if (!workspace) {
    const service = await connectToService(config.environment);
    const report = await importAll(inputs, { output, stopSignal }, (input) => service.import(input, options));
    return printReport(report, ignored, { output, stopSignal });
  }
  onStop(stopSignal, () => void workspace.stop());
  try {
    const importInput = (input: ImportInput) => importArticles(workspace.stores, input, options);
    const report = await importAll(inputs, { output, stopSignal }, importInput);
    if (stopSignal.aborted) return printReport(report, ignored, { output, stopSignal });
    const { failed } = (await workspace.publisher.regenerate("change").finished).documents;
    for (const { what, error } of failed) output.error(`${what} could not be published: ${error}`);
    return printReport(report, ignored, { output, stopSignal }) && failed.length === 0;
  } finally {
    await workspace.close();
  }
}

/** Errors that every other input would meet as well, so that they end the whole command. */
const fatalCodes: ReadonlySet<ErrorCode> = new Set([
  "SERVICE_UNREACHABLE",
  "UNAUTHORIZED",
  "TOO_MANY_FAILURES",
  "INTERNAL",
  "COLLECTION_UNREADABLE",
]);

async function importAll(
  inputs: readonly PendingInput[],
  { output, stopSignal }: { output: Output; stopSignal: AbortSignal },
  importInput: (input: ImportInput) => Promise<ImportReport>,
): Promise<ImportReport> {
  const bar = startProgressBar(output.progress, "importing");
  bar.update(0, inputs.length);
  const articles: ArticleOutcome[] = [];
  let doneSteps = 0;
  for (const [index, { label, read }] of inputs.entries()) {
    const otherInputs = inputs.length - index - 1;
    const countStep = (remaining: number) => bar.update(++doneSteps, doneSteps + remaining + otherInputs, label);
    let isLastPartCounted = false;
    try {
      for await (const part of iterateUntilStopped(read(), stopSignal)) {
        if (!("bytes" in part)) articles.push(leftOutOutcome(part));
        else {
          articles.push(...((await resultUnlessStopped(importInput(part), stopSignal))?.articles ?? []));
          if (part.remaining !== undefined) countStep(part.remaining);
          isLastPartCounted = part.remaining !== undefined;
        }
      }
    } catch (error) {
      if (!(error instanceof CourantError) || fatalCodes.has(error.code)) throw error;
      articles.push({ where: label, outcome: "rejected", error: error.toProblem() });
    }
    if (stopSignal.aborted) break;
    if (!isLastPartCounted) countStep(0);
  }
  bar.stop();
  return createReport(articles);
}
