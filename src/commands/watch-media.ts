import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import type { Config } from "../config/schema.ts";
import { createFetcher } from "../fetch/fetcher.ts";
import { fetchSettings } from "../fetch/settings.ts";
import { probeFile } from "../media/probe.ts";
import { type MediaWatcher, startMediaWatcher } from "../media/watcher.ts";

/** Milliseconds: nobody waits for what files are. */
const limits = { connectMs: 5000, idleMs: 10_000, wholeMs: 15_000 };

/** Begins to find out what pictures and attachments are; undefined where the configuration switches that off. */
export function watchMedia(
  config: Config,
  deps: { collection: Collection; clock: Clock; log: FastifyBaseLogger; changed: () => void },
): MediaWatcher | undefined {
  if (!config.fetching.media) return undefined;
  const { collection, clock, log, changed } = deps;
  const fetcher = createFetcher({ ...fetchSettings(config), limits });
  const watcher = startMediaWatcher({
    probe: (url) => probeFile(url, fetcher),
    ...{ collection, clock, onChanged: changed, random: Math.random },
    onFailure: ({ url, error, failures }) =>
      log.debug({ host: URL.parse(url)?.host, reason: error, failures }, "what a file is could not be found out"),
    onError: (error) => log.error({ err: error }, "what files are could not be looked after"),
  });
  return {
    ...watcher,
    async stop() {
      const stopped = watcher.stop();
      await fetcher.close();
      await stopped;
    },
  };
}
