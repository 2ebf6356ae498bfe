import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import type { RegenerateRequest } from "../../publish/publisher.ts";
import type { Run } from "../../stores/runs.ts";
import type { Output } from "../process/output.ts";
import { startProgressBar } from "../process/progress-bar.ts";
import { onStop, resultUnlessStopped } from "../process/stop-signals.ts";
import { connectToService } from "../workspace/service-client.ts";
import { openWorkspace } from "../workspace/workspace.ts";
import { printRun } from "./print-run.ts";

/**
 * `courant regenerate`: publishes what has changed, in this process or through the service that runs on the data
 * directory.
 * @param options.stopSignal stops the run between two channels; a run of the service goes on without this command
 * @param options.verbose whether to list each channel also when nothing failed
 * @returns whether nothing failed
 */
export async function regenerateCommand(
  config: Config,
  clock: Clock,
  request: RegenerateRequest,
  output: Output,
  options: { verbose: boolean; stopSignal: AbortSignal },
): Promise<boolean> {
  const bar = startProgressBar(output.progress, "regenerating");
  const onProgress = ({ done, total }: Run["progress"]) => bar.update(done, total);
  const run = await regenerate(config, clock, request, { onProgress, ...options }).finally(bar.stop);
  if (!run) {
    output.error("Stopped waiting. The service continues the run: GET /admin/runs shows its progress.");
    return false;
  }
  if (output.json) output.result(run);
  else printRun(run, output, options);
  return run.state === "done";
}

/** @returns undefined when the command stops while a service makes the run */
async function regenerate(
  config: Config,
  clock: Clock,
  request: RegenerateRequest,
  { onProgress, stopSignal }: { onProgress: (progress: Run["progress"]) => void; stopSignal: AbortSignal },
): Promise<Run | undefined> {
  const workspace = await openWorkspace(config, clock, "command");
  if (!workspace) {
    const service = await connectToService(config.environment);
    return resultUnlessStopped(service.regenerate(request, { clock, onProgress }), stopSignal);
  }
  const { publisher, stop, close } = workspace;
  onStop(stopSignal, () => void stop());
  try {
    publisher.onProgress((run) => onProgress(run.progress));
    return await publisher.regenerate("command", request).finished;
  } finally {
    await close();
  }
}
