import { recordStartersRemoval, removeStarters, type StartersReport } from "../../admin/starters.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { commandLineActor } from "../../stores/audit.ts";
import type { Run } from "../../stores/runs.ts";
import type { Output } from "../process/output.ts";
import { connectToService, type ServiceClient } from "../workspace/service-client.ts";
import { openWorkspace, type Workspace } from "../workspace/workspace.ts";

/** `run`: the run that published the feeds without them; undefined when nothing was removed. */
type Removal = { report: StartersReport; run: Run | undefined };

/**
 * `courant starters remove`: removes the starter articles from the collection, or asks the running service to do so. It
 * ends when the feeds are published without them.
 * @returns whether every document could be published
 */
export async function removeStartersCommand(config: Config, clock: Clock, output: Output): Promise<boolean> {
  const workspace = await openWorkspace(config, clock, "command");
  const { report, run } = workspace
    ? await removeHere(workspace).finally(workspace.close)
    : await removeThroughService(await connectToService(config.environment), clock);
  for (const { what, error } of run?.documents.failed ?? []) output.error(`${what} could not be published: ${error}`);
  if (output.json) output.result(report);
  else printReport(report, output);
  return run === undefined || run.documents.failed.length === 0;
}

async function removeHere({ stores, publisher }: Workspace): Promise<Removal> {
  const report = await removeStarters(stores.articles, commandLineActor.name);
  if (report.removed > 0) await recordStartersRemoval(stores.audit, commandLineActor, report);
  return { report, run: report.removed > 0 ? await publisher.regenerate("change").finished : undefined };
}

async function removeThroughService(service: ServiceClient, clock: Clock): Promise<Removal> {
  const report = await service.removeStarters();
  const options = { clock, onProgress: () => undefined };
  return { report, run: report.removed > 0 ? await service.regenerate({}, options) : undefined };
}

function printReport({ removed, kept, articles }: StartersReport, output: Output): void {
  for (const { outcome, id, title } of articles) {
    output.line(outcome === "removed" ? `removed  ${title ?? id}` : `kept     ${title ?? id}: it was edited (${id})`);
  }
  output.line(removed > 0 ? `${removed} removed, ${kept} kept` : "There are no starter articles left to remove.");
}
