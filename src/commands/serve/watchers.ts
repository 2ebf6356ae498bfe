import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { FastifyBaseLogger } from "fastify";
import { createAuditLog } from "../../admin/audit-log.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { fetchSettings } from "../../fetch/settings.ts";
import type { IngestQueue } from "../../ingest-queue/queue.ts";
import { coversOf } from "../../media/covers.ts";
import type { MediaWatcher } from "../../media/watcher.ts";
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
  /** Whether this process polls sources and media: one of an installation does. Each reads its own inbox. */
  isPublishing: () => boolean;
};

/** Everything that brings articles in by itself. */
export type Watchers = {
  poller(): Poller | undefined;
  /** Starts those anew whose settings differ. A file or a source that is being read is read again from its beginning. */
  reconfigure(config: Config): Promise<void>;
};

/** Starts what brings articles in by itself: the inbox, the sources and the media probe. */
export async function startWatchers(config: Config, resources: Resources, deps: WatcherDeps): Promise<Watchers> {
  const { publisher, isPublishing, ...sharedDeps } = deps;
  const inbox = restartable(
    ({ site, frames, schedule }) => [site.url, frames, schedule.timezone],
    async (each) => watchInbox(each, sharedDeps),
  );
  const sources = restartable<Poller>(
    (each) => [isPublishing(), each.sources, each.site.url, each.frames, fetchSettings(each)],
    async (each) => (isPublishing() ? watchSources(each, sharedDeps) : undefined),
  );
  const media = restartable<MediaWatcher>(
    (each) => [isPublishing(), each.fetching.media, fetchSettings(each), coversOf(each)],
    async (each) => (isPublishing() ? watchMedia(each, sharedDeps) : undefined),
  );
  publisher.onFinished(() => media.current()?.checkNow());
  resources.addWorker("the inbox", inbox.stop);
  resources.addWorker("the sources", sources.stop);
  resources.addWorker("the media probe", media.stop);
  const reconfigure = async (next: Config) => {
    for (const each of [inbox, sources, media]) await each.reconfigure(next);
  };
  await reconfigure(config);
  return { poller: sources.current, reconfigure };
}

/** Something that is started anew when its settings differ. @param settingsOf picks what it reads of a configuration */
function restartable<Part extends { stop(): Promise<unknown> }>(
  settingsOf: (config: Config) => unknown,
  start: (config: Config) => Promise<Part | undefined>,
) {
  let settings: unknown;
  let current: Part | undefined;
  let isStopped = false;
  return {
    current: () => current,

    async reconfigure(config: Config) {
      const next = settingsOf(config);
      if (isStopped || isDeepStrictEqual(next, settings)) return;
      settings = next;
      await current?.stop();
      current = isStopped ? undefined : await start(config);
      if (isStopped) await current?.stop();
    },

    async stop() {
      isStopped = true;
      await current?.stop();
    },
  };
}

function watchInbox(
  { site, frames, schedule, environment }: Config,
  deps: Omit<WatcherDeps, "publisher" | "isPublishing">,
) {
  const { dataDir, baseUrl: origin } = environment;
  return startInbox({
    ...deps,
    audit: createAuditLog(deps.stores.audit, deps.log),
    folder: join(dataDir, "inbox"),
    note: join(dataDir, "inbox-reading.json"),
    importOptions: { tags: [], baseUrl: site.url, origin, frames, timezone: schedule.timezone },
  });
}
