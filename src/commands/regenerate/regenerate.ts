import type { Clock } from "../../clock.ts";
import type { Run } from "../../collection/run.ts";
import type { Config } from "../../config/schema.ts";
import type { RegenerateRequest } from "../../publish/publisher.ts";
import type { Output } from "../process/output.ts";
import { startProgressBar } from "../process/progress-bar.ts";
import { onStop, resultUnlessStopped } from "../process/stop-signals.ts";
import { connectToService } from "../workspace/service-client.ts";
import { openWorkspace } from "../workspace/workspace.ts";
import { printRun } from "./run-report.ts";

/**
 * `courant regenerate`: here, or, where a service runs on the data directory, by that service.
 * @param options.stopping ends it between two channels; a service goes on with it
 * @param options.verbose tell what became of each channel, also when nothing failed
 * @returns whether nothing failed
 */
export async function regenerateCommand(
  config: Config,
  clock: Clock,
  request: RegenerateRequest,
  output: Output,
  options: { verbose: boolean; stopping: AbortSignal },
): Promise<boolean> {
  const progress = startProgressBar(output.progress, "regenerating");
  const onProgress = ({ done, total }: Run["progress"]) => progress.update(done, total);
  const run = await regenerate(config, clock, request, { onProgress, ...options }).finally(progress.stop);
  if (!run) {
    output.error("The service goes on with it: GET /admin/runs tells how far it is.");
    return false;
  }
  if (output.json) output.result(run);
  else printRun(run, output, options);
  return run.state === "done";
}

async function regenerate(
  config: Config,
  clock: Clock,
  request: RegenerateRequest,
  { onProgress, stopping }: { onProgress: (progress: Run["progress"]) => void; stopping: AbortSignal },
): Promise<Run | undefined> {
  const workspace = await openWorkspace(config, clock, "command");
  if (!workspace) {
    const service = await connectToService(config.environment);
    return resultUnlessStopped(service.regenerate(request, { clock, onProgress }), stopping);
  }
  const { publisher, stop, close } = workspace;
  onStop(stopping, () => void stop());
  try {
    publisher.onProgress((run) => onProgress(run.progress));
    return await publisher.regenerate("command", request).finished;
  } finally {
    await close();
  }
}
