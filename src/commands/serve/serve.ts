import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../clock.ts";
import type { EnvironmentVariables } from "../../config/environment.ts";
import type { LoadedConfig } from "../../config/read-files.ts";
import type { Config } from "../../config/schema.ts";
import { createLog } from "../process/log.ts";
import { onStop, resultUnlessStopped } from "../process/stop-signals.ts";
import { dataDirInUse } from "../workspace/lock.ts";
import { findRunningService } from "../workspace/running-service.ts";
import { keepConfig, readConfig, readUnchangedConfig, type StartConfig } from "./last-config.ts";
import type { ToServing } from "./link.ts";
import { checkAddress, localUrl, resolvePort } from "./listen.ts";
import { type PublishingProcess, startPublishingProcess } from "./publishing/supervisor.ts";
import type { Resources } from "./resources.ts";
import { type ServingPlane, startServing } from "./serving/plane.ts";
import type { ThreadStarter } from "./serving/threads.ts";

/*
 * The start of a service. This process serves; its child publishes, and is started again whenever it ends. The folders
 * `serving` and `publishing` hold one plane each, and link.ts the messages between them.
 */

/** The planes that this process and its child run: both, or one of them alone. */
export type Planes = "both" | "feeds" | "publishing";

export type ServeOptions = {
  planes: Planes;
  /** The environment, from which settings are read. */
  variables: EnvironmentVariables;
  clock: Clock;
  startThread: ThreadStarter;
  /** Receives the first lines, which are for people; the log begins after them. */
  print: (line: string) => void;
  /** Calls back at SIGHUP. */
  onHangup: (listener: () => void) => void;
  /** Receives everything that is started or opened, also if the start fails later: the caller closes it. */
  resources: Resources;
  /** Stops the runs that belong to the start, and the start itself after them. */
  stopSignal: AbortSignal;
};

/**
 * Starts the service. It serves at once what FEEDS_DIR holds, then publishes what is missing.
 * @throws the reason of `stopSignal` if it aborts during the start; ADDRESS_UNAVAILABLE; what `startPublishing` throws
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { planes, variables, clock, startThread, print, onHangup, resources, stopSignal } = options;
  const log = createLog();
  const publishing = planes === "both" ? connectPublishing(clock, log, variables) : undefined;
  if (publishing) {
    onHangup(() => publishing.process.send({ kind: "reload" }));
    resources.addResource("publishing", () => publishing.process.stop());
    onStop(stopSignal, () => publishing.process.send({ kind: "stopping" }));
  }
  const read = publishing ? await findConfig(variables, publishing.process) : await readConfig(variables);
  const config = await resolvePort(read.config);
  const { environment } = config;
  await checkAddress(environment).catch(async (error: unknown) => {
    const service = planes === "feeds" ? undefined : await findRunningService(environment.dataDir);
    throw service ? dataDirInUse(environment.dataDir, service) : error;
  });
  if (planes === "publishing") {
    const { startPublishing } = await import("./publishing/plane.ts");
    const deps = { clock, link: undefined, serving: undefined, print, resources, stopSignal, onReload: onHangup };
    await startPublishing(config, deps);
    log.level = environment.logLevel;
    return;
  }
  const address = { pid: process.pid, url: localUrl(environment) };
  const started = publishing?.process.start({ config, mistake: read.mistake, serving: address });
  const served = planes === "feeds" ? await readFeedsConfig(config) : config;
  const serving = await startServing(served, { clock, log, startThread, send: publishing?.process.send });
  resources.addResource("answers", serving.stop);
  publishing?.connect(serving);
  const lines = started ? await resultUnlessStopped(started, stopSignal) : formatFeedsLines(config);
  stopSignal.throwIfAborted();
  await serving.sync();
  for (const line of lines ?? []) print(line);
  publishing?.startLog();
  log.level = environment.logLevel;
  if (publishing && read.mistake === undefined) publishing.keepConfig(read);
  if (!publishing) {
    const { followSettings } = await import("./feeds-settings.ts");
    followSettings(config, { clock, log, onReload: onHangup, receive: serving.receive, resources });
  }
}

/** Returns the configuration of a service that only serves feeds. */
async function readFeedsConfig(config: Config): Promise<Config> {
  const { withServingSettings } = await import("./feeds-settings.ts");
  return withServingSettings(config);
}

/** Returns the configuration, which publishing reads unless its files are those of the last start. */
async function findConfig(variables: EnvironmentVariables, publishing: PublishingProcess): Promise<StartConfig> {
  return (await readUnchangedConfig(variables)) ?? (await publishing.readConfig());
}

type Publishing = {
  process: PublishingProcess;
  connect(serving: ServingPlane): void;
  /** Lets the process log, now and whenever it is started again. */
  startLog(): void;
  /** Keeps a configuration for the next start. */
  keepConfig(loaded: LoadedConfig): void;
};

/** Starts the publishing process while serving is still starting. Its messages are kept for serving meanwhile. */
function connectPublishing(clock: Clock, log: FastifyBaseLogger, variables: EnvironmentVariables): Publishing {
  const early: ToServing[] = [];
  let keeping: Promise<unknown> = Promise.resolve();
  const keepLoaded = (loaded: LoadedConfig) => {
    keeping = keeping
      .then(() => keepConfig(loaded, variables))
      .then((problem) => {
        if (problem !== undefined) log.warn(problem);
      });
  };
  let plane: ServingPlane | undefined;
  let isLogging = false;
  const child = startPublishingProcess({
    clock,
    log,
    onMessage(message) {
      if (message.kind === "config") keepLoaded(message.loaded);
      if (message.kind === "ready" && isLogging) child.send({ kind: "printed" });
      if (plane) plane.receive(message);
      else early.push(message);
    },
    onState: (state) => plane?.setPublishing(state),
  });
  return {
    process: child,
    connect(serving) {
      plane = serving;
      for (const message of early) serving.receive(message);
    },
    startLog() {
      isLogging = true;
      child.send({ kind: "printed" });
    },
    keepConfig: keepLoaded,
  };
}

function formatFeedsLines({ site, environment }: Config): string[] {
  return [
    `${site.title} is served at ${environment.baseUrl}/ from ${environment.feedsDir}, where another service publishes it`,
  ];
}
