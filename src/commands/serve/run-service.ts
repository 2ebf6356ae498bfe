import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { endProcess } from "../process/end-process.ts";
import { listenForStop, onStop, stopTimeoutMs } from "../process/stop-signals.ts";
import { systemProcesses, watchNpm } from "./npm-parent.ts";
import { createResources } from "./resources.ts";

/**
 * `courant serve`: runs the service until SIGTERM or SIGINT, or until the npm that started it is gone. The process then
 * ends within `stopTimeoutMs`, whatever it is doing; a second signal ends it at once.
 */
export async function runService(config: Config, clock: Clock, print: (line: string) => void): Promise<void> {
  const resources = createResources();
  const stopListener = listenForStop({
    signals: process,
    clock,
    onSecondSignal: () => endProcess(1),
    onTimeout() {
      print(`Stopped after ${stopTimeoutMs / 1000} seconds, without waiting for ${resources.listOpen().join(", ")}.`);
      endProcess(0);
    },
  });
  watchNpm({ env: process.env, processes: systemProcesses, clock, onGone: stopListener.stop });
  const stopSignal = stopListener.signal;
  const stopped = new Promise<void>((resolve) => onStop(stopSignal, resolve));
  try {
    const { serve } = await import("./serve.ts");
    await serve(config, clock, print, { resources, stopSignal });
    await stopped;
  } catch (error) {
    if (error !== stopSignal.reason) throw error;
  } finally {
    await resources.close();
  }
  print("Stopped.");
}
