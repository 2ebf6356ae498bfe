import type { FastifyBaseLogger } from "fastify";
import { createAuditLog } from "../../../admin/audit-log.ts";
import { listFileEdits } from "../../../admin/file-edits.ts";
import type { Clock } from "../../../clock.ts";
import { namesOfChanges } from "../../../config/changes.ts";
import type { LoadedConfig } from "../../../config/read-files.ts";
import type { Config } from "../../../config/schema.ts";
import { pathOfList } from "../../../config/subscriptions.ts";
import { findWarnings } from "../../../config/warnings.ts";
import { createSettings, type Settings } from "../../../settings/settings.ts";
import { watchFiles } from "../../../settings/watch-files.ts";
import { fileActor } from "../../../stores/audit.ts";
import type { Run } from "../../../stores/runs.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { tellServingSettings } from "../feeds-settings.ts";
import type { Link, ToPublishing, ToServing } from "../link.ts";
import type { Resources } from "../resources.ts";
import type { Watchers } from "../watchers.ts";
import type { ServiceSchedule } from "./schedule.ts";

/** The configuration that is in force, and all that puts another one in force while the service runs. */
export type LiveSettings = Settings & {
  current(): Config;
  /** Resolves when everything is published that the last change made necessary. */
  published(): Promise<Run | undefined>;
  /** Lets changes begin, and looks at the files from now on. */
  begin(watchers: Watchers): void;
};

type LiveSettingsDeps = {
  workspace: Pick<Workspace, "configuration" | "publisher" | "reconfigure" | "stores">;
  schedule: ServiceSchedule;
  link: Link<ToPublishing, ToServing> | undefined;
  /** Calls back when the process is asked to read its configuration again. */
  onReload: (listener: () => void) => void;
  onMistake: () => void;
  clock: Clock;
  log: FastifyBaseLogger;
  resources: Resources;
};

/**
 * Creates the settings of a service. A change is in force for what comes in, for the schedule and for serving at once, and
 * for documents between two runs: a run that goes on ends with the configuration that it began with.
 */
export function createLiveSettings(config: Config, deps: LiveSettingsDeps): LiveSettings {
  const { workspace, schedule, link, onReload, onMistake, clock, log, resources } = deps;
  const audit = createAuditLog(workspace.stores.audit, log);
  const started = Promise.withResolvers<Watchers>();
  let current = config;
  let published: Promise<Run | undefined> = Promise.resolve(undefined);

  async function apply(loaded: LoadedConfig): Promise<void> {
    const watchers = await started.promise;
    const { config: next } = loaded;
    const names = namesOfChanges(current, next);
    if (names.includes("service")) log.warn("settings under `service` change only with a restart");
    current = next;
    link?.send({ kind: "config", loaded });
    const problem = await tellServingSettings(next);
    if (problem !== undefined) log.warn(problem);
    const isRebuilt = await workspace.reconfigure(next);
    if (isRebuilt) published = workspace.publisher.regenerate("settings").finished;
    await schedule.reconfigure(next);
    await watchers.reconfigure(next);
    log.info({ changed: names }, "the configuration is another one now");
    for (const warning of findWarnings(next)) log.warn(warning);
  }

  const settings = createSettings({
    config,
    ready: started.promise,
    shared: workspace.configuration,
    apply,
    clock,
    onMistake(message) {
      if (message !== undefined) log.error({ code: "CONFIG_INVALID" }, describeMistake(message));
      else log.info("the configuration has no mistakes any more");
      onMistake();
    },
    async onFilesEdited(before, after) {
      for (const { action, subject, before: old, after: next } of listFileEdits(before, after)) {
        await audit.record(fileActor, action, subject, old, next);
      }
    },
    onError: (error) => log.error({ err: error }, "the configuration could not be taken up"),
  });

  return {
    ...settings,
    current: () => current,
    published: () => published,

    begin(watchers) {
      started.resolve(watchers);
      void settings.reload();
      onReload(() => void settings.reload());
      const stopWatching = watchFiles(
        () => filesOf(current),
        clock,
        () => void settings.reload(),
      );
      resources.addWorker("the settings", async () => stopWatching());
    },
  };
}

function describeMistake(message: string): string {
  return `The configuration has mistakes, and the one before stays in force:\n${message}`;
}

/** Returns the files that a configuration is read from. */
function filesOf({ environment: { configFile }, subscriptions }: Config): string[] {
  return [configFile, ...subscriptions.map(({ file }) => pathOfList(configFile, file))];
}
