import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { createFetcher } from "../../fetch/fetcher.ts";
import { fetchSettings } from "../../fetch/settings.ts";
import { coversOf, warningForAskedCover, warningForCover } from "../../media/covers.ts";
import { probeFile } from "../../media/probe.ts";
import { type MediaWatcher, startMediaWatcher } from "../../media/watcher.ts";
import type { Stores } from "../../stores/stores.ts";

/** Generous, because nobody waits for the answers. */
const probeLimits = { connectMs: 5000, idleMs: 10_000, wholeMs: 15_000 };

/**
 * Starts to ask pictures and attachments for the type, length and size that articles do not state, and the covers of
 * podcasts whether they are in a format that directories take.
 * @returns undefined when the configuration switches this off
 */
export function watchMedia(
  config: Config,
  deps: { stores: Pick<Stores, "mediaFacts">; clock: Clock; log: FastifyBaseLogger; onChanged: () => void },
): MediaWatcher | undefined {
  if (!config.fetching.media) return undefined;
  const { stores, clock, log, onChanged } = deps;
  const fetcher = createFetcher({ ...fetchSettings(config), limits: probeLimits });
  const covers = coversOf(config);
  const onError = (error: unknown) => log.error({ err: error }, "the media probe met an error");
  const watcher = startMediaWatcher({
    async probe(url) {
      const result = await probeFile(url, fetcher);
      if (covers.includes(url)) warn(warningForAskedCover(url, result));
      return result;
    },
    mediaFacts: stores.mediaFacts,
    clock,
    onChanged,
    random: Math.random,
    onFailure: ({ url, error, failures }) =>
      log.debug(
        { host: URL.parse(url)?.host, reason: error, failures },
        "the type and size of a picture or attachment could not be found",
      ),
    onError,
  });
  const asked = askCovers().catch(onError);

  function warn(warning: string | undefined): void {
    if (warning !== undefined) log.warn(warning);
  }

  /** Has the covers asked that were not asked before, and warns of those that are known to be no covers. */
  async function askCovers(): Promise<void> {
    const known = await stores.mediaFacts.find(covers);
    for (const [url, facts] of known) warn(warningForCover(url, facts));
    const files = covers.map((url) => ({ url, article: undefined }));
    await stores.mediaFacts.want(files, clock.now());
    if (covers.length > 0) watcher.checkNow();
  }
  return {
    ...watcher,
    async stop() {
      await asked;
      const stopped = watcher.stop();
      await fetcher.close();
      await stopped;
    },
  };
}
