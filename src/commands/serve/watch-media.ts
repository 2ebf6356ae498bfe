import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { createFetcher } from "../../fetch/fetcher.ts";
import { fetchSettings } from "../../fetch/settings.ts";
import { probeFile } from "../../media/probe.ts";
import { type MediaWatcher, startMediaWatcher } from "../../media/watcher.ts";
import type { Stores } from "../../stores/stores.ts";

/** Generous, because nobody waits for the answers. */
const probeLimits = { connectMs: 5000, idleMs: 10_000, wholeMs: 15_000 };

/**
 * Starts to ask pictures and attachments for the type, length and size that articles do not state.
 * @returns undefined when the configuration switches this off
 */
export function watchMedia(
  config: Config,
  deps: { stores: Pick<Stores, "mediaFacts">; clock: Clock; log: FastifyBaseLogger; changed: () => void },
): MediaWatcher | undefined {
  if (!config.fetching.media) return undefined;
  const { stores, clock, log, changed } = deps;
  const fetcher = createFetcher({ ...fetchSettings(config), limits: probeLimits });
  const watcher = startMediaWatcher({
    probe: (url) => probeFile(url, fetcher),
    mediaFacts: stores.mediaFacts,
    clock,
    onChanged: changed,
    random: Math.random,
    onFailure: ({ url, error, failures }) =>
      log.debug(
        { host: URL.parse(url)?.host, reason: error, failures },
        "the type and size of a picture or attachment could not be found",
      ),
    onError: (error) => log.error({ err: error }, "the media probe met an error"),
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
