import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import { loadToken } from "../../../admin/admin-token.ts";
import type { Clock } from "../../../clock.ts";
import type { Config } from "../../../config/schema.ts";
import { findWarnings } from "../../../config/warnings.ts";
import { CourantError } from "../../../errors.ts";
import { startIngestThreads } from "../../../ingest-queue/threads.ts";
import type { startWorkers } from "../../../publish/workers.ts";
import { followCollection, type Search } from "../../../search/follow.ts";
import { startSearchThreads } from "../../../search/threads.ts";
import { findFailingSources } from "../../../sources/failing-sources.ts";
import type { SearchIndex } from "../../../stores/search-index.ts";
import type { startShrinker } from "../../../uploads/smaller/shrinker.ts";
import { listFailedImports } from "../../inbox/failed-imports.ts";
import { endWithoutThreads } from "../../process/end-process.ts";
import { createLog } from "../../process/log.ts";
import { resultUnlessStopped } from "../../process/stop-signals.ts";
import { importStarters, noStarters, reportStartersError } from "../../starters/import-starters.ts";
import { collectionPlace } from "../../workspace/collection-file.ts";
import { openEraser } from "../../workspace/eraser.ts";
import { formatBanner } from "../banner.ts";
import { tellServingSettings } from "../feeds-settings.ts";
import type { Link, ToPublishing, ToServing } from "../link.ts";
import { logRun } from "../log-run.ts";
import { publishMissing } from "../publish-missing.ts";
import type { Resources } from "../resources.ts";
import { startPushing } from "../start-pushing.ts";
import { startWatchers, type Watchers } from "../watchers.ts";
import type { ServingAddress } from "./admin-address.ts";
import { startAdminApp } from "./admin-app.ts";
import { createCredentials, shareMadeToken } from "./credentials.ts";
import type { startMeasureThread } from "./disk-use.ts";
import { followNodes } from "./follow-nodes.ts";
import { reportHealth } from "./health.ts";
import { createLiveSettings, type LiveSettings } from "./live-settings.ts";
import { startMedia } from "./media.ts";
import { openReachedWorkspace } from "./reached-workspace.ts";
import { printFirstLines } from "./ready.ts";
import { startRefusing } from "./refusing-plane.ts";
import { startRetention } from "./retention.ts";
import { retryFailedRuns } from "./retry-runs.ts";
import { createSchedule } from "./schedule.ts";
import { beginAgainCode } from "./supervisor.ts";

export type PublishingDeps = {
  clock: Clock;
  /** The connection to serving on this machine; undefined when other machines serve. */
  link: Link<ToPublishing, ToServing> | undefined;
  /** Where serving on this machine listens. */
  serving: ServingAddress | undefined;
  /** Receives the first lines, which are for people. */
  print: (line: string) => void;
  /** Receives everything that is started or opened, also if the start fails later: the caller closes it. */
  resources: Resources;
  /** Stops the runs that belong to the start, and the start itself after them. */
  stopSignal: AbortSignal;
  /** Calls back when the process is asked to read its configuration again. */
  onReload: (listener: () => void) => void;
  /** Starts the threads that build documents. */
  startBuilder?: typeof startWorkers | undefined;
  /** Starts the threads that index and search. */
  startSearch?: typeof startSearchThreads | undefined;
  /** Starts the thread that measures the collection. */
  startMeasuring?: typeof startMeasureThread | undefined;
  /** Starts the threads that read text from outside. */
  startIngest?: typeof startIngestThreads | undefined;
  /** Starts the process that makes smaller versions of pictures. */
  startShrinker?: typeof startShrinker | undefined;
};

/**
 * Starts the publishing plane: the collection, everything that brings articles in, the schedule, the runs and the admin
 * API. If the collection cannot be read, the admin API says so, and nothing else runs.
 * @throws the reason of `stopSignal` if it aborts during the start; DATA_DIR_IN_USE if another process works in the data
 *   directory; COLLECTION_UNREADABLE if the collection cannot be read and FEEDS_DIR holds nothing to serve without it
 */
export async function startPublishing(given: Config, deps: PublishingDeps): Promise<void> {
  const { clock, link, resources, stopSignal, startIngest = startIngestThreads } = deps;
  const { environment } = given;
  let settings: LiveSettings | undefined;
  let watchers: Watchers | undefined;
  const current = () => settings?.current() ?? given;
  const log = createLog();
  const workspace = await openReachedWorkspace(
    given,
    { ...deps, log },
    {
      current,
      onLost() {
        log.error("another node publishes in the place of this one, which begins again");
        endWithoutThreads(beginAgainCode);
      },
      onDatabaseError: (error) => log.error({ err: error }, "the database does not answer as it should"),
    },
  ).catch(returnUnreadable);
  if (workspace instanceof CourantError) return startRefusing(given, "collection", workspace, deps);
  const { stores, publisher, node, config } = workspace;
  // Other nodes may have changed the configuration since the files of this one were written.
  if (config !== given) link?.send({ kind: "config", loaded: { config, files: [] } });
  const isPublishing = () => node?.isPublishing() ?? true;
  const queue = startIngest({ serves: true });
  resources.addResource("the queue of imports", queue.close);
  const token = await loadToken(environment);
  if (node) await shareMadeToken(token, environment, stores.tokens);
  const credentials = createCredentials({ adminToken: token, tokens: stores.tokens, clock, link });
  const nextRunElsewhere = () => node?.nextRunElsewhere();
  const scheduler = createSchedule(config, workspace, { clock, log, nextRunElsewhere });
  resources.addWorker("the schedule", scheduler.stop);
  const poller = () => watchers?.poller();
  const search = startSearching(config, stores.searchIndex, { ...deps, log });
  const readFailures = async () => ({
    failingSources: poller() && findFailingSources(poller()?.sources() ?? []).length,
    failedImports: (await listFailedImports(join(environment.dataDir, "inbox"))).length,
  });
  const health = reportHealth({
    publisher,
    settings: () => settings,
    link,
    clock,
    readFailures,
    signals: node?.signals,
  });
  settings = createLiveSettings(config, { ...deps, workspace, schedule: scheduler, onMistake: health.tell, log });
  const push = startPushing(settings.current, workspace, {
    clock,
    log,
    listSources: () => poller()?.sources() ?? [],
    handOn: () => node?.handOn("jobs") ?? false,
    onPurging: (works) => link?.send({ kind: "purging", works }),
  });
  resources.addWorker("the webhooks", push.stop);
  const media = startMedia(settings.current, {
    ...deps,
    stores,
    queue,
    log,
    onChanged: scheduler.collectionChanged,
  });
  resources.addWorker("the smaller versions of pictures", media.smaller.stop);
  const { library } = media;
  const eraser = openEraser(settings.current, workspace, {
    clock,
    onError: (error) => log.error({ err: error }, "an article is not erased everywhere yet: this is tried again"),
  });
  resources.addWorker("the erasure of articles", async () => eraser.stop());
  const app = {
    ...deps,
    library,
    log,
    token,
    credentials,
    queue,
    search,
    scheduler,
    push,
    settings,
    eraser,
    poller,
    readFailures,
  };
  const address = await startAdminApp(config, workspace, app);

  if (node) await resultUnlessStopped(node.hasDocuments, stopSignal);
  stopSignal.throwIfAborted();
  const publishesFirst = isPublishing();
  if (publishesFirst) scheduler.begin();
  const starters = publishesFirst
    ? await importStarters(config, { stores, queue, clock }).catch(reportStartersError)
    : noStarters;
  const firstRun = publishesFirst ? await publishMissing(config, workspace, stopSignal) : undefined;
  const url = await address.open();
  const lines = formatBanner(config, { token: token.place, nextRun: scheduler.nextRun(), starters });
  await health.look();
  await credentials.tell();
  await printFirstLines(lines, { url, token }, deps);
  log.level = environment.logLevel;
  const settingsProblem = await tellServingSettings(config);
  const problems = [
    ...(settingsProblem === undefined ? [] : [settingsProblem]),
    ...workspace.problems,
    ...starters.problems,
    ...address.problems(),
  ];
  for (const warning of [...findWarnings(config), ...problems]) log.warn(warning);
  if (firstRun) logRun(log, firstRun, publisher.channels());
  publisher.onFinished((run) => {
    logRun(log, run, publisher.channels());
    scheduler.runFinished(run);
    search.noteChange();
    node?.tell(scheduler.nextRun()).catch(() => undefined);
  });
  const beginPublishing = async (current: Config) => {
    scheduler.begin();
    const onError = (error: unknown) => log.error({ err: error }, "old records could not be removed");
    resources.addResource(
      "the removal of old records",
      startRetention(() => current, { stores, push, clock, onError }),
    );
    await workspace.verifyDocuments();
    await publisher.regenerate("start").finished;
    stopSignal.throwIfAborted();
    void eraser.resume();
    media.smaller.wake();
    push.wake();
  };
  if (node) resources.addResource("the retries of runs", retryFailedRuns(publisher, { clock, isPublishing }));
  if (publishesFirst) await beginPublishing(config);
  const watching = {
    stores,
    queue,
    publisher,
    clock,
    log,
    isPublishing,
    onChanged: scheduler.collectionChanged,
    onPolled: push.check,
  };
  watchers = await startWatchers(config, resources, watching);
  settings.begin(watchers);
  if (node)
    followNodes(node, {
      ...app,
      workspace,
      smaller: media.smaller,
      settings,
      watchers,
      beginPublishing,
      publishesFirst,
    });
}

/** Lets the index of words follow the collection, and searches it, in threads. */
function startSearching(
  { environment }: Config,
  index: SearchIndex,
  deps: Pick<PublishingDeps, "clock" | "resources" | "startSearch"> & { log: FastifyBaseLogger },
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

/** @returns the error if it says that the collection cannot be read; every other error is thrown again */
function returnUnreadable(error: unknown): CourantError {
  if (error instanceof CourantError && error.code === "COLLECTION_UNREADABLE") return error;
  throw error;
}
