import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import { createAuditLog } from "../../admin/audit-log.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import type { IngestQueue } from "../../ingest-queue/queue.ts";
import type { Publisher } from "../../publish/publisher.ts";
import type { Poller } from "../../sources/poller.ts";
import type { Stores } from "../../stores/stores.ts";
import { startInbox } from "../inbox/inbox.ts";
import type { Resources } from "./resources.ts";
import { watchMedia } from "./watch-media.ts";
import { watchSources } from "./watch-sources.ts";

export type WatcherDeps = {
  stores: Pick<Stores, "articles" | "audit" | "mediaFacts" | "sourceArticles" | "sourcePages" | "sources" | "transfer">;
  /** Reads everything that comes in. */
  queue: IngestQueue;
  publisher: Publisher;
  clock: Clock;
  log: FastifyBaseLogger;
  onChanged: (isMoreComing?: boolean) => void;
  /** Called after each poll of a source. */
  onPolled: () => void;
};

/** Starts what brings articles in by itself: the inbox, the sources and the media probe. @returns the sources' poller */
export async function startWatchers(config: Config, resources: Resources, deps: WatcherDeps): Promise<Poller> {
  const { publisher, ...sharedDeps } = deps;
  const { dataDir, baseUrl: origin } = config.environment;
  const inbox = startInbox({
    ...sharedDeps,
    audit: createAuditLog(deps.stores.audit, deps.log),
    folder: join(dataDir, "inbox"),
    note: join(dataDir, "inbox-reading.json"),
    importOptions: {
      tags: [],
      baseUrl: config.site.url,
      origin,
      frames: config.frames,
      timezone: config.schedule.timezone,
    },
  });
  resources.addWorker("the inbox", inbox.stop);
  const poller = await watchSources(config, sharedDeps);
  resources.addWorker("the sources", poller.stop);
  const mediaWatcher = watchMedia(config, sharedDeps);
  if (mediaWatcher) {
    publisher.onFinished(mediaWatcher.checkNow);
    resources.addWorker("the media probe", mediaWatcher.stop);
  }
  return poller;
}
