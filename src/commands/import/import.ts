import {
  type ArticleOutcome,
  createReport,
  type ImportReport,
  importParts,
  leftOutOutcome,
} from "../../admin/import.ts";
import { recordImport } from "../../admin/import-audit.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError, type ErrorCode } from "../../errors.ts";
import { fetchSettings } from "../../fetch/settings.ts";
import type { PageOrigins } from "../../ingest/folder-links.ts";
import type { ImportOptions } from "../../ingest/ingest.ts";
import type { SkippedArticle } from "../../ingest/skip.ts";
import { startIngestThreads } from "../../ingest-queue/threads.ts";
import { commandLineActor } from "../../stores/audit.ts";
import type { MatchOptions } from "../../stores/draft-input.ts";
import type { Output } from "../process/output.ts";
import { startProgressBar } from "../process/progress-bar.ts";
import { iterateUntilStopped, onStop, resultUnlessStopped } from "../process/stop-signals.ts";
import { connectToService } from "../workspace/service-client.ts";
import { openWorkspace } from "../workspace/workspace.ts";
import { findInputs, type OpenedInput, type PendingInput } from "./inputs.ts";
import { printReport } from "./print-report.ts";
import { type InputPartReport, requestPartBytes, sendInput } from "./send-input.ts";
import { feedsOfSiteFolder } from "./site-folder.ts";

/** `beginsCollection`: whether a new collection may begin without a question. */
export type ImportSettings = Omit<ImportOptions, "baseUrl" | "origin"> & {
  names: readonly string[];
  beginsCollection?: boolean;
} & MatchOptions;

/** Imports one input, part by part. `pages`: the addresses of other files of its folder. */
type InputImporter = (input: OpenedInput, pages: ImportOptions["pages"]) => AsyncIterable<InputPartReport>;

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
  const { names, matchLinks, replaces, beginsCollection = false, ...importSettings } = settings;
  const matching = { matchLinks, replaces };
  const ignored: SkippedArticle[] = [];
  const folders: string[] = [];
  const inputs = await findInputs(names, {
    fetchSettings: fetchSettings(config),
    onIgnoredFiles: (files) => ignored.push(files),
    onFolder: (folder) => folders.push(folder),
  });
  if (settings.url !== undefined && inputs.length > 1) {
    throw new CourantError(
      "USAGE_INVALID",
      `--url is the address of one article, but there are ${inputs.length} inputs. Import that article alone.`,
    );
  }
  const workspace = await openWorkspace(config, clock, "command", {
    newCollection: { output, isGiven: beginsCollection, isFirstStep: true },
  });
  const { baseUrl: origin } = workspace ?? config.environment;
  const formerFeeds = (await Promise.all(folders.map((folder) => feedsOfSiteFolder(folder, config.site.url)))).flat();
  const origins = { siteUrl: config.site.url, origin };
  const { moved } = config;
  const reporting = { output, stopSignal, channel: config.channels[0]?.slug ?? "", origin, moved };
  const progress = { output, stopSignal, origins, formerFeeds };
  const options = {
    ...importSettings,
    baseUrl: config.site.url,
    origin,
    frames: config.frames,
    timezone: config.schedule.timezone,
  };
  if (!workspace) {
    const service = await connectToService(config.environment);
    const send: InputImporter = (input, pages) => sendInput(service, { ...input, ...matching }, { ...options, pages });
    const report = await importAll(inputs, progress, send);
    return printReport(report, ignored, reporting);
  }
  onStop(stopSignal, () => void workspace.stop());
  const queue = startIngestThreads({ serves: false });
  try {
    const deps = { stores: workspace.stores, queue, clock };
    const importInput: InputImporter = ({ chunks, ...input }, pages) =>
      importParts(
        deps,
        chunks,
        { ...input, ...matching, by: commandLineActor.name, partBytes: requestPartBytes },
        { ...options, pages },
        { signal: stopSignal },
      );
    const report = await importAll(inputs, progress, importInput);
    await recordImport(workspace.stores.audit, commandLineActor, names.join(" "), report);
    if (stopSignal.aborted) return printReport(report, ignored, reporting);
    // Publishing has threads of its own, and needs the memory of those that have read.
    await queue.close();
    const { failed } = (await workspace.publisher.regenerate("change").finished).documents;
    for (const { what, error } of failed) output.error(`${what} could not be published: ${error}`);
    return printReport(report, ignored, reporting) && failed.length === 0;
  } finally {
    await queue.close();
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
  {
    output,
    stopSignal,
    origins,
    formerFeeds: feedsOfFolders,
  }: { output: Output; stopSignal: AbortSignal; origins: PageOrigins; formerFeeds: readonly string[] },
  importInput: InputImporter,
): Promise<ImportReport> {
  const bar = startProgressBar(output.progress, "importing");
  bar.update(0, inputs.length);
  const articles: ArticleOutcome[] = [];
  const formerFeeds = [...feedsOfFolders];
  let doneSteps = 0;
  for (const [index, { label, open, findPages }] of inputs.entries()) {
    const otherInputs = inputs.length - index - 1;
    const countStep = (remaining: number) => bar.update(++doneSteps, doneSteps + remaining + otherInputs, label);
    let hasEstimates = false;
    try {
      const input = await resultUnlessStopped(open(), stopSignal);
      if (input && "reason" in input) articles.push(leftOutOutcome(input));
      else if (input) {
        const pages = await findPages?.(origins);
        for await (const report of iterateUntilStopped(importInput(input, pages), stopSignal)) {
          const { articles: outcomes, remaining } = report;
          articles.push(...outcomes);
          formerFeeds.push(...(report.formerFeeds ?? []));
          if (remaining !== undefined) countStep(remaining);
          hasEstimates ||= remaining !== undefined;
        }
      }
    } catch (error) {
      if (!(error instanceof CourantError) || fatalCodes.has(error.code)) throw error;
      articles.push({ where: label, outcome: "rejected", error: error.toProblem() });
    }
    if (stopSignal.aborted) break;
    if (!hasEstimates) countStep(0);
  }
  bar.stop();
  return createReport(articles, formerFeeds);
}
