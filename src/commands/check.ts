import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import type { Clock } from "../clock.ts";
import { openCollection } from "../collection/sqlite.ts";
import type { Config } from "../config/schema.ts";
import { warningsOf } from "../config/warnings.ts";
import { messageOf } from "../errors.ts";
import { openFeedsDir } from "../published/files.ts";
import type { Output } from "./output.ts";
import { isRestoring } from "./swap.ts";
import { collectionFile } from "./workspace.ts";

/** `warnings`: settings that are no mistakes, but keep readers from following what documents say. */
export type Finding = {
  what: "configuration" | "collection" | "documents";
  good: string;
  problems: string[];
  warnings: string[];
};

/**
 * `courant check`: the configuration (which has been read by now), the collection and the published documents.
 * It changes nothing, and may be run while a service runs.
 * @returns whether all is well; a warning does not count
 */
export async function checkCommand(config: Config, clock: Clock, output: Output): Promise<boolean> {
  const { configFile, dataDir, feedsDir: folder } = config.environment;
  const findings: Finding[] = [
    {
      what: "configuration",
      good: `${configFile}: ${config.channels.length} channels`,
      problems: [],
      warnings: warningsOf(config),
    },
    { ...(await checkCollection(collectionFile(dataDir), clock)), warnings: [] },
    { ...(await checkDocuments(folder)), warnings: [] },
  ];
  if (output.json) output.result(findings);
  else {
    for (const { what, good, problems, warnings } of findings) {
      if (problems.length === 0) output.line(`${what}: ${good}`);
      for (const problem of problems) output.error(`${what}: ${problem}`);
      for (const warning of warnings) output.error(`${what}: warning: ${warning}`);
    }
  }
  const allWell = findings.every(({ problems }) => problems.length === 0);
  const isWarned = findings.some(({ warnings }) => warnings.length > 0);
  if (allWell && !output.json) output.line(isWarned ? "All is well, apart from the warnings." : "All is well.");
  return allWell;
}

async function checkCollection(file: string, clock: Clock): Promise<Omit<Finding, "warnings">> {
  if (await isRestoring(file)) {
    return {
      what: "collection",
      good: "",
      problems: ["a restore was interrupted; the next start, or import, ends it"],
    };
  }
  const size = await stat(file).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size === undefined) return { what: "collection", good: `${file} is not there yet`, problems: [] };
  // Opening it would make a collection of it.
  if (size === 0) return { what: "collection", good: "", problems: [`${file} is empty`] };
  try {
    const collection = await openCollection(file, { clock, newId: randomUUID });
    const { present, deleted } = await collection.count();
    const problems = await collection.check();
    await collection.close();
    return { what: "collection", good: `${file}: ${present} articles, ${deleted} deleted ones remembered`, problems };
  } catch (error) {
    return { what: "collection", good: "", problems: [messageOf(error)] };
  }
}

async function checkDocuments(folder: string): Promise<Omit<Finding, "warnings">> {
  const files = openFeedsDir(folder);
  const { snapshot, problems: missing } = await files.load();
  const problems = [...missing, ...(await files.verify(snapshot))];
  return { what: "documents", good: `${folder}: ${snapshot.documents.size} documents`, problems };
}
