import type { Clock } from "../clock.ts";
import { inWords, type Run } from "../collection/run.ts";
import type { Config } from "../config/schema.ts";
import type { RegenerateRequest } from "../publish/publisher.ts";
import type { Output } from "./output.ts";
import { reachService } from "./remote.ts";
import { openWorkspace } from "./workspace.ts";

/**
 * `courant regenerate`: here, or, where a service runs on the data directory, by that service.
 * @returns whether nothing failed
 */
export async function regenerateCommand(
  config: Config,
  clock: Clock,
  request: RegenerateRequest,
  output: Output,
): Promise<boolean> {
  const run = await regenerate(config, clock, request);
  if (output.json) output.result(run);
  else {
    const { changed, unchanged, failed, cut } = run.documents;
    for (const path of changed) output.line(`changed    ${path}`);
    for (const each of cut) output.line(`cut        ${inWords(each)}`);
    for (const { what, error } of failed) output.error(`failed     ${what}: ${error}`);
    output.line(`${changed.length} changed, ${unchanged} unchanged, ${failed.length} failed, in ${run.durationMs} ms`);
  }
  return run.state === "done";
}

async function regenerate(config: Config, clock: Clock, request: RegenerateRequest): Promise<Run> {
  const workspace = await openWorkspace(config, clock, "command");
  if (!workspace) return (await reachService(config.environment)).regenerate(request);
  try {
    return await workspace.publisher.regenerate("command", request).finished;
  } finally {
    await workspace.close();
  }
}
