import type { Clock } from "../../clock.ts";
import type { EnvironmentVariables } from "../../config/environment.ts";
import { endProcess } from "../process/end-process.ts";
import { listenForStop, onStop, stopTimeoutMs } from "../process/stop-signals.ts";
import { systemProcesses, watchNpm } from "./npm-parent.ts";
import { createResources } from "./resources.ts";
import type { Planes } from "./serve.ts";
import { prepareThreads } from "./serving/threads.ts";

/**
 * `courant serve`: runs the service until SIGTERM or SIGINT, or until the npm that started it is gone. The process then
 * ends within `stopTimeoutMs`, whatever it is doing; a second signal ends it at once.
 */
export async function runService(
  variables: EnvironmentVariables,
  clock: Clock,
  print: (line: string) => void,
  planes: Planes,
): Promise<void> {
  const startThread = prepareThreads(planes === "publishing" ? 0 : 1);
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
  const hangupListeners: (() => void)[] = [];
  process.on("SIGHUP", () => {
    for (const listener of hangupListeners) listener();
  });
  const onHangup = (listener: () => void) => void hangupListeners.push(listener);
  watchNpm({ env: variables, processes: systemProcesses, clock, onGone: stopListener.stop });
  const stopSignal = stopListener.signal;
  const stopped = new Promise<void>((resolve) => onStop(stopSignal, resolve));
  try {
    const { serve } = await import("./serve.ts");
    await serve({ planes, variables, clock, startThread, print, onHangup, resources, stopSignal });
    await stopped;
  } catch (error) {
    if (error !== stopSignal.reason) throw error;
  } finally {
    await resources.close();
  }
  print("Stopped.");
}
