import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/schema.ts";
import { findWarnings } from "../config/warnings.ts";
import { messageOf } from "../errors.ts";
import { openFeedsDir } from "../published/files.ts";
import { openStores } from "../stores/sqlite/open.ts";
import type { Output } from "./process/output.ts";
import { isRestoring } from "./restore/swap.ts";
import { collectionFile } from "./workspace/collection-file.ts";

/**
 * The result of one check, as `--json` prints it. `good` describes what was checked when there are no problems.
 * `warnings` are settings that are no mistakes, but keep readers from following links.
 */
export type Finding = {
  what: "configuration" | "collection" | "documents";
  good: string;
  problems: string[];
  warnings: string[];
};

/**
 * `courant check`: checks the collection and the published documents, and reports on the configuration, whose mistakes
 * have already been found by reading it. It changes nothing, and a service may run meanwhile.
 * @returns whether there are no problems; warnings do not count
 */
export async function checkCommand(config: Config, clock: Clock, output: Output): Promise<boolean> {
  const { configFile, dataDir, feedsDir: feedsFolder } = config.environment;
  const findings: Finding[] = [
    {
      what: "configuration",
      good: `${configFile}: ${config.channels.length} channels`,
      problems: [],
      warnings: findWarnings(config),
    },
    { what: "collection", ...(await checkCollection(collectionFile(dataDir), clock)), warnings: [] },
    { what: "documents", ...(await checkDocuments(feedsFolder)), warnings: [] },
  ];
  if (output.json) output.result(findings);
  else printFindings(findings, output);
  return findings.every(({ problems }) => problems.length === 0);
}

function printFindings(findings: readonly Finding[], output: Output): void {
  for (const { what, good, problems, warnings } of findings) {
    if (problems.length === 0) output.line(`${what}: ${good}`);
    for (const problem of problems) output.error(`${what}: ${problem}`);
    for (const warning of warnings) output.error(`${what}: warning: ${warning}`);
  }
  if (findings.some(({ problems }) => problems.length > 0)) return;
  const hasWarnings = findings.some(({ warnings }) => warnings.length > 0);
  output.line(hasWarnings ? "All is well, apart from the warnings." : "All is well.");
}

type CheckResult = Pick<Finding, "good" | "problems">;

async function checkCollection(file: string, clock: Clock): Promise<CheckResult> {
  if (await isRestoring(file)) {
    const problem = "a restore was interrupted; start the service, or run “courant import”, and it is finished";
    return { good: "", problems: [problem] };
  }
  const size = await stat(file).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size === undefined) return { good: `${file} does not exist yet`, problems: [] };
  // Opening an empty file would turn it into a new collection.
  if (size === 0) return { good: "", problems: [`${file} is empty`] };
  try {
    const stores = await openStores(file, { clock, newId: randomUUID });
    const { present, deleted } = await stores.articles.count();
    const problems = await stores.check();
    await stores.close();
    return { good: `${file}: ${present} articles, ${deleted} deleted ones remembered`, problems };
  } catch (error) {
    return { good: "", problems: [messageOf(error)] };
  }
}

async function checkDocuments(feedsFolder: string): Promise<CheckResult> {
  const files = openFeedsDir(feedsFolder);
  const { snapshot, problems: loadProblems } = await files.load();
  const problems = [...loadProblems, ...(await files.verify(snapshot))];
  return { good: `${feedsFolder}: ${snapshot.documents.size} documents`, problems };
}
