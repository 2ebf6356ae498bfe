import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { hideSecrets } from "../../errors.ts";
import { createFetcher } from "../../fetch/fetcher.ts";
import { fetchSettings } from "../../fetch/settings.ts";
import type { IngestQueue } from "../../ingest-queue/queue.ts";
import { type Poller, startPoller } from "../../sources/poller.ts";
import type { WatchedSource } from "../../sources/read-answer.ts";
import { createSourceReader } from "../../sources/read-source.ts";
import type { SourceTally } from "../../sources/store-articles.ts";
import type { Stores } from "../../stores/stores.ts";

/** Starts to poll the sources of the configuration when they are due. */
export async function watchSources(
  config: Config,
  deps: {
    stores: Pick<Stores, "articles" | "sourceArticles" | "sourcePages" | "sources">;
    queue: IngestQueue;
    clock: Clock;
    log: FastifyBaseLogger;
    onChanged: () => void;
    onPolled: () => void;
  },
): Promise<Poller> {
  const { stores, queue, clock, log, onChanged, onPolled } = deps;
  const fetcher = createFetcher(fetchSettings(config));
  const poller = await startPoller({
    sources: config.sources,
    poll: createSourceReader({
      fetcher,
      stores,
      queue,
      clock,
      onChanged,
      options: { siteUrl: config.site.url, origin: config.environment.baseUrl, frames: config.frames },
      onRead: (source, tally) => logSourceTally(log, source, tally),
    }),
    store: stores.sources,
    clock,
    random: Math.random,
    onPolled,
    onError: (error) => log.error({ err: error }, "a source could not be read"),
    onFailure: (source, error, failures) => {
      if (failures === 1)
        log.warn({ source: hideSecrets(source.url), reason: hideSecrets(error) }, "a source could not be read");
    },
  });
  return {
    ...poller,
    async stop() {
      const stopped = poller.stop();
      await fetcher.close();
      await stopped;
    },
  };
}

function logSourceTally(
  log: FastifyBaseLogger,
  source: WatchedSource,
  { rejected, notes, ...counts }: SourceTally,
): void {
  const url = hideSecrets(source.url);
  const [first] = rejected;
  if (first) {
    const details = {
      source: url,
      ...counts,
      rejected: rejected.length,
      first: `${first.where}: ${first.error.detail}`,
    };
    log.warn(details, "not everything of a source was imported");
  } else if (counts.created + counts.updated + counts.deleted > 0) {
    log.info({ source: url, ...counts, ...(notes[0] !== undefined && { note: notes[0] }) }, "read from a source");
  } else if (counts.skipped > 0) {
    log.info({ source: url, ...counts }, "articles of a source are left out: they are not meant for everybody");
  } else if (counts.filtered + counts.surplus > 0) {
    log.info({ source: url, ...counts }, "articles of a source are left out because of its patterns or its `most`");
  }
}
