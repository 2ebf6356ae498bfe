import type { FastifyBaseLogger } from "fastify";
import { isPrivate } from "../../channel/access.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import {
  readServingSettings,
  type ServingSettings,
  servingSettingsFile,
  writeServingSettings,
} from "../../published/serving-settings.ts";
import { createSettings } from "../../settings/settings.ts";
import { watchFiles } from "../../settings/watch-files.ts";
import type { ToServing } from "./link.ts";
import type { Resources } from "./resources.ts";

/* The settings of a service that only serves feeds: what concerns documents, publishing says in FEEDS_DIR. */

/** Tells machines that only serve which settings are in force. @returns a warning if the file cannot be written */
export async function tellServingSettings(config: Config): Promise<string | undefined> {
  const { channels, frames, serving, environment, purge } = config;
  const { staleWhileRevalidate, staleIfError } = serving;
  const slugs = channels.filter((channel) => !isPrivate(channel)).map(({ slug }) => slug);
  const settings = { slugs, frames, staleWhileRevalidate, staleIfError, ...(purge.length > 0 && { purges: true }) };
  return writeServingSettings(environment.feedsDir, settings).then(
    () => undefined,
    (error: Error) => `machines that only serve do not hear of the settings: ${error.message}`,
  );
}

/** Returns a configuration with the settings of the service that publishes, if it has said them. */
export async function withServingSettings(own: Config): Promise<Config> {
  const published = await readServingSettings(own.environment.feedsDir);
  return published ? merge(own, published) : own;
}

function merge(own: Config, settings: ServingSettings): Config {
  const { slugs, frames, staleWhileRevalidate, staleIfError, purges = false } = settings;
  const channels = slugs.map((slug) => ({ ...channelDefaults, slug, title: slug, description: slug }));
  return {
    ...own,
    channels,
    frames,
    purge: purges ? [someCache] : [],
    serving: { ...own.serving, staleWhileRevalidate, staleIfError },
  };
}

/** Serving needs no more of a channel than its slug. */
const channelDefaults = { content: "full", limit: 50, maxBytes: 250_000, archive: true } as const;

/** Serving needs to know of caches only that there are some. */
const someCache = { kind: "varnish", url: "http://localhost/", method: "POST", headers: {}, batch: 1 } as const;

/** Takes up the files of this service when they change, or it is asked to, and what publishing says in FEEDS_DIR. */
export function followSettings(
  config: Config,
  deps: {
    clock: Clock;
    log: FastifyBaseLogger;
    onReload: (listener: () => void) => void;
    receive: (message: ToServing) => void;
    resources: Resources;
  },
): void {
  const { clock, log, onReload, receive, resources } = deps;
  const { configFile, feedsDir } = config.environment;
  let own = config;
  const configure = async () =>
    receive({ kind: "config", loaded: { config: await withServingSettings(own), files: [] } });
  const settings = createSettings({
    config,
    ready: Promise.resolve(),
    async apply(loaded) {
      own = loaded.config;
      await configure();
      log.info("the configuration is another one now");
    },
    clock,
    onMistake(message) {
      if (message !== undefined) log.error({ code: "CONFIG_INVALID" }, message);
      const since = settings.mistake()?.since ?? "";
      const failures = message === undefined ? [] : [{ what: "configuration", error: "It has mistakes.", since }];
      receive({ kind: "health", health: { openFailures: failures, failingSources: 0, failedImports: 0 } });
    },
    onError: (error) => log.error({ err: error }, "the configuration could not be taken up"),
  });
  const reload = () => void settings.reload();
  onReload(reload);
  const stops = [
    watchFiles(() => [configFile], clock, reload),
    watchFiles(
      () => [servingSettingsFile(feedsDir)],
      clock,
      () => void configure(),
    ),
  ];
  resources.addWorker("the settings", async () => {
    for (const stop of stops) stop();
  });
}
