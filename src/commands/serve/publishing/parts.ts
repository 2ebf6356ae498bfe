import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import { loadToken } from "../../../admin/admin-token.ts";
import type { Config } from "../../../config/schema.ts";
import { startIngestThreads } from "../../../ingest-queue/threads.ts";
import { followCollection, type Search } from "../../../search/follow.ts";
import { startSearchThreads } from "../../../search/threads.ts";
import { findFailingSources } from "../../../sources/failing-sources.ts";
import type { SearchIndex } from "../../../stores/search-index.ts";
import { listFailedImports } from "../../inbox/failed-imports.ts";
import { collectionPlace } from "../../workspace/collection-file.ts";
import { openEraser } from "../../workspace/eraser.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { startPushing } from "../start-pushing.ts";
import type { Watchers } from "../watchers.ts";
import { createCredentials, shareMadeToken } from "./credentials.ts";
import { type HealthReport, reportHealth } from "./health.ts";
import { createLiveSettings, type LiveSettings } from "./live-settings.ts";
import { startMedia } from "./media.ts";
import type { PublishingDeps } from "./plane.ts";
import { createSchedule } from "./schedule.ts";

type PartDeps = PublishingDeps & { log: FastifyBaseLogger };

/** The parts of the publishing plane, which work together and have not begun yet. */
export type PublishingParts = Awaited<ReturnType<typeof startParts>>;

/** Starts the parts of the publishing plane around a workspace. */
export async function startParts(config: Config, workspace: Workspace, deps: PartDeps) {
  const { clock, link, resources, log, startIngest = startIngestThreads } = deps;
  const { environment } = config;
  const { stores, node } = workspace;
  let watchers: Watchers | undefined;
  const poller = () => watchers?.poller();
  const queue = startIngest({ serves: true });
  resources.addResource("the queue of imports", queue.close);
  const token = await loadToken(environment);
  if (node) await shareMadeToken(token, environment, stores.tokens);
  const credentials = createCredentials({ adminToken: token, tokens: stores.tokens, clock, link });
  const nextRunElsewhere = () => node?.nextRunElsewhere();
  const scheduler = createSchedule(config, workspace, { clock, log, nextRunElsewhere });
  resources.addWorker("the schedule", scheduler.stop);
  const search = startSearching(config, stores.searchIndex, deps);
  const readFailures = async () => ({
    failingSources: poller() && findFailingSources(poller()?.sources() ?? []).length,
    failedImports: (await listFailedImports(join(environment.dataDir, "inbox"))).length,
  });
  const { settings, health } = startSettings(config, workspace, { ...deps, scheduler, readFailures });
  const push = startPushing(settings.current, workspace, {
    clock,
    log,
    listSources: () => poller()?.sources() ?? [],
    handOn: () => node?.handOn("jobs") ?? false,
    onPurging: (works) => link?.send({ kind: "purging", works }),
  });
  resources.addWorker("the webhooks", push.stop);
  const onChanged = scheduler.collectionChanged;
  const { library, smaller } = startMedia(settings.current, { ...deps, stores, queue, onChanged });
  resources.addWorker("the smaller versions of pictures", smaller.stop);
  const eraser = openEraser(settings.current, workspace, {
    clock,
    onError: (error) => log.error({ err: error }, "an article is not erased everywhere yet: this is tried again"),
  });
  resources.addWorker("the erasure of articles", async () => eraser.stop());
  return {
    ...deps,
    workspace,
    token,
    credentials,
    queue,
    search,
    scheduler,
    settings,
    health,
    push,
    library,
    smaller,
    eraser,
    poller,
    readFailures,
    /** Whether this process does the work that one of an installation does. */
    isPublishing: () => node?.isPublishing() ?? true,
    /** Tells the other parts of what brings articles in by itself. */
    setWatchers(started: Watchers) {
      watchers = started;
    },
  };
}

/** Starts the settings in force, and the report of what fails, which tells of mistakes in them. */
function startSettings(
  config: Config,
  workspace: Workspace,
  deps: PartDeps & {
    scheduler: ReturnType<typeof createSchedule>;
    readFailures: Parameters<typeof reportHealth>[0]["readFailures"];
  },
): { settings: LiveSettings; health: HealthReport } {
  const { publisher, node } = workspace;
  let settings: LiveSettings | undefined;
  const health = reportHealth({ ...deps, publisher, settings: () => settings, signals: node?.signals });
  settings = createLiveSettings(config, { ...deps, workspace, schedule: deps.scheduler, onMistake: health.tell });
  return { settings, health };
}

/** Lets the index of words follow the collection, and searches it, in threads. */
function startSearching(
  { environment }: Config,
  index: SearchIndex,
  deps: Pick<PartDeps, "clock" | "resources" | "startSearch" | "log">,
): Search {
  const { clock, resources, startSearch = startSearchThreads, log } = deps;
  const search = followCollection(index, {
    threads: startSearch(collectionPlace(environment)),
    clock,
    onError: (error) => log.error({ err: error }, "the index of words could not be written: a search tries again"),
  });
  resources.addWorker("the index of words", search.stop);
  return search;
}
