import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { endProcess } from "../process/end-process.ts";
import { systemProcesses, watchNpm } from "./npm-parent.ts";
import { createOpened } from "./resources.ts";
import { listenForStop, stopTimeoutMs, whenStopped } from "../process/stop-signals.ts";

/**
 * `courant serve`: serves until SIGTERM or SIGINT, or until npm, which started it, has gone. It ends within
 * `stopTimeoutMs` then, whatever goes on; a second signal ends the process at once.
 */
export async function runService(config: Config, clock: Clock, print: (line: string) => void): Promise<void> {
  const opened = createOpened();
  const stopping = listenForStop({
    ...{ signals: process, clock },
    onImpatience: () => endProcess(1),
    onTimeout() {
      print(`Stopped after ${stopTimeoutMs / 1000} seconds, without waiting for ${opened.left().join(", ")}.`);
      endProcess(0);
    },
  });
  watchNpm({ env: process.env, processes: systemProcesses, clock, onGone: stopping.stop });
  const { signal } = stopping;
  const stopped = new Promise<void>((resolve) => whenStopped(signal, resolve));
  try {
    const { serve } = await import("./serve.ts");
    await serve(config, clock, print, { opened, stopping: signal });
    await stopped;
  } catch (error) {
    if (error !== signal.reason) throw error;
  } finally {
    await opened.close();
  }
  print("Stopped.");
}
