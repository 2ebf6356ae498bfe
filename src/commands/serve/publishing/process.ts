import { EventEmitter } from "node:events";
import { systemClock } from "../../../clock.ts";
import type { Config } from "../../../config/schema.ts";
import { CourantError, messageOf } from "../../../errors.ts";
import { endProcess } from "../../process/end-process.ts";
import { listenForStop, stopTimeoutMs } from "../../process/stop-signals.ts";
import { readVariables } from "../../process/variables.ts";
import { readConfig, readConfigBefore, type StartConfig } from "../last-config.ts";
import type { Link, ToPublishing, ToServing } from "../link.ts";
import { createResources } from "../resources.ts";
import type { ServingAddress } from "./admin-address.ts";

/* The publishing process. supervisor.ts starts it, and sends it these messages first. */
export type ProcessStart =
  /** Read the configuration, and send it: serving then need not load what reads it. */
  | { kind: "read-config" }
  /** Publish; or, with mistakes in the configuration, say so to everybody who calls the admin API. */
  | { kind: "start"; config: Config; mistake: string | undefined; serving: ServingAddress };

export type ConfigMessage = { kind: "config-read"; read: StartConfig };

const resources = createResources();
const stopListener = listenForStop({
  // Serving ends this process, also when a terminal or a supervisor sends a signal to both.
  signals: new EventEmitter(),
  clock: systemClock,
  onSecondSignal: () => endProcess(1),
  onTimeout() {
    process.stderr.write(
      `Publishing stopped after ${stopTimeoutMs / 1000} seconds, without waiting for ${resources.listOpen().join(", ")}.\n`,
    );
    endProcess(0);
  },
});
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => undefined);
const reloadListeners: (() => void)[] = [];
const reload = () => {
  for (const listener of reloadListeners) listener();
};
process.on("SIGHUP", reload);
// Without serving, this process has no purpose: however that ended, this one ends as well.
process.once("disconnect", stopListener.stop);

const listeners: ((message: ToPublishing) => void)[] = [];
const link: Link<ToPublishing, ToServing> = {
  send(message) {
    if (process.connected) process.send?.(message, () => undefined);
  },
  onMessage: (listener) => void listeners.push(listener),
};
const started = Promise.withResolvers<Extract<ProcessStart, { kind: "start" }>>();
process.on("message", (message: ProcessStart | ToPublishing) => {
  if (message.kind === "start") started.resolve(message);
  else if (message.kind === "read-config") sendConfig().catch(started.reject);
  else if (message.kind === "reload") reload();
  else if (message.kind === "stop") stopListener.stop();
  else for (const listener of listeners) listener(message);
});

const { signal: stopSignal } = stopListener;
const stopped = new Promise<void>((resolve) => stopSignal.addEventListener("abort", () => resolve()));
try {
  const start = await Promise.race([started.promise, stopped]);
  if (start) {
    await publish(start);
    await stopped;
  }
} catch (error) {
  if (!stopSignal.aborted) await refuse(error);
} finally {
  await resources.close();
}
endProcess(process.exitCode);

async function publish({ config, mistake, serving }: Extract<ProcessStart, { kind: "start" }>): Promise<void> {
  const onReload = (listener: () => void) => void reloadListeners.push(listener);
  const deps = { clock: systemClock, link, serving, print: () => {}, resources, stopSignal, onReload };
  if (mistake === undefined) {
    const { startPublishing } = await import("./plane.ts");
    return startPublishing(config, deps);
  }
  const { startRefusing } = await import("./refusing-plane.ts");
  return startRefusing(config, "configuration", new CourantError("CONFIG_INVALID", mistake), deps);
}

async function sendConfig(): Promise<void> {
  const variables = await readVariables();
  const read = await readConfig(variables).catch(async (error: unknown): Promise<StartConfig> => {
    const isInvalid = error instanceof CourantError && error.code === "CONFIG_INVALID";
    const config = isInvalid ? await readConfigBefore(variables) : undefined;
    if (!isInvalid || !config) throw error;
    return { config, files: [], mistake: error.message };
  });
  process.send?.({ kind: "config-read", read } satisfies ConfigMessage);
}

/** Tells serving why this process cannot start. */
async function refuse(error: unknown): Promise<void> {
  process.exitCode = 1;
  const code = error instanceof CourantError ? error.code : "INTERNAL";
  const message = error instanceof CourantError ? error.message : ((error as Error).stack ?? messageOf(error));
  await new Promise((resolve) => process.send?.({ kind: "refused", code, message } satisfies ToServing, resolve));
}
