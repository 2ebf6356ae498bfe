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
 * @param options.beginsCollection whether a new collection may begin without a question
 * @param options.stopSignal stops the run between two channels; a run of the service goes on without this command
 * @param options.verbose whether to list each channel also when nothing failed
 * @returns whether nothing failed
 */
export async function regenerateCommand(
  config: Config,
  clock: Clock,
  request: RegenerateRequest,
  output: Output,
  options: { verbose: boolean; beginsCollection?: boolean; stopSignal: AbortSignal },
): Promise<boolean> {
  const run = await regenerate(config, clock, request, output, options);
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
  output: Output,
  { beginsCollection = false, stopSignal }: { beginsCollection?: boolean; stopSignal: AbortSignal },
): Promise<Run | undefined> {
  const newCollection = { output, isGiven: beginsCollection };
  const workspace = await openWorkspace(config, clock, "command", { newCollection });
  const bar = startProgressBar(output.progress, "regenerating");
  const onProgress = ({ done, total }: Run["progress"]) => bar.update(done, total);
  try {
    if (!workspace) {
      const service = await connectToService(config.environment);
      return await resultUnlessStopped(service.regenerate(request, { clock, onProgress }), stopSignal);
    }
    onStop(stopSignal, () => void workspace.stop());
    workspace.publisher.onProgress((run) => onProgress(run.progress));
    return await workspace.publisher.regenerate("command", request).finished;
  } finally {
    bar.stop();
    await workspace?.close();
  }
}
