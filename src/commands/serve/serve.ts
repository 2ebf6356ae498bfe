import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { pino } from "pino";
import { loadToken } from "../../admin/token.ts";
import { buildApp } from "../../app.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { findWarnings } from "../../config/warnings.ts";
import { CourantError } from "../../errors.ts";
import { startWorkers } from "../../publish/workers.ts";
import { type Scheduler, startScheduler } from "../../schedule/scheduler.ts";
import { createAudience } from "../../serve/audience.ts";
import type { Poller } from "../../sources/poller.ts";
import { onStop } from "../process/stop-signals.ts";
import { importStarters, reportStartersError } from "../starters/import-starters.ts";
import { dataDirInUse } from "../workspace/lock.ts";
import { readServiceAddress, removeServiceAddress, writeServiceAddress } from "../workspace/service-address.ts";
import { openWorkspace, type Workspace } from "../workspace/workspace.ts";
import { startAudienceLog } from "./audience-log.ts";
import { bannerLines } from "./banner.ts";
import { checkAddress, drainRequests, listen, localUrl, resolvePort } from "./listen.ts";
import { logRun } from "./log-run.ts";
import { publishMissing } from "./publish-missing.ts";
import type { Resources } from "./resources.ts";
import { servePublished } from "./serve-published.ts";
import { startWatchers } from "./watchers.ts";

/** Changes within this time of each other make one run. */
const changeDelayMs = 5;

export type ServeOptions = {
  /** Receives everything that is started or opened, also if the start fails later: the caller closes it. */
  resources: Resources;
  /** Stops the runs that belong to the start, and the start itself after them. */
  stopSignal: AbortSignal;
  /** Starts the threads that build documents. */
  startBuilder?: typeof startWorkers;
};

/**
 * Starts the service. It serves at once what FEEDS_DIR holds, then makes the first run. If the collection cannot be read,
 * it serves only what FEEDS_DIR holds.
 * @param print receives the first lines, which are for people; the log begins after them
 * @throws the reason of `stopSignal` if it aborts during the start; DATA_DIR_IN_USE if another process works in the data
 *   directory; COLLECTION_UNREADABLE if the collection cannot be read and FEEDS_DIR holds nothing to serve without it
 */
export async function serve(
  givenConfig: Config,
  clock: Clock,
  print: (line: string) => void,
  { resources, stopSignal, startBuilder = startWorkers }: ServeOptions,
): Promise<void> {
  const config = await resolvePort(givenConfig);
  const { environment } = config;
  const workspace = await openWorkspace(config, clock, "service", startBuilder).catch(returnUnreadable);
  if (workspace instanceof CourantError) return servePublished(config, clock, print, workspace, resources);
  if (!workspace) throw dataDirInUse(environment.dataDir, await readServiceAddress(environment.dataDir));
  const { stores, publisher } = workspace;
  resources.addResource("the collection", workspace.close);
  resources.addWorker("the regeneration", workspace.stop);
  onStop(stopSignal, () => void workspace.stop());
  await checkAddress(environment);
  const token = await loadToken(environment.dataDir, environment.adminToken);
  const log: FastifyBaseLogger = pino({ level: "silent" }, process.stderr);
  let poller: Poller | undefined;
  const auth = { token: token.value, tokenHint: token.hint, log };
  const { app, scheduler } = await startApp(config, workspace, { clock, log, auth, poller: () => poller, resources });

  const starters = await importStarters(config, stores).catch(reportStartersError);
  const firstRun = await publishMissing(config, publisher, stopSignal);
  await listen(app, environment);
  const addressProblem = await writeServiceAddress(environment.dataDir, {
    pid: process.pid,
    url: localUrl(environment),
  });
  resources.addWorker("service.json", () => removeServiceAddress(environment.dataDir));

  for (const line of bannerLines(config, { token: token.place, nextRun: scheduler.nextRun(), starters })) print(line);
  log.level = environment.logLevel;
  const problems = [...workspace.problems, ...starters.problems, ...(addressProblem ? [addressProblem] : [])];
  for (const warning of [...findWarnings(config), ...problems]) log.warn(warning);
  if (firstRun) logRun(log, firstRun);
  publisher.onFinished((run) => {
    logRun(log, run);
    scheduler.runFinished(run);
  });
  await workspace.loadPolledDocuments();
  await publisher.regenerate("start").finished;
  stopSignal.throwIfAborted();
  const { collectionChanged: changed } = scheduler;
  poller = await startWatchers(config, resources, { stores, publisher, clock, log, changed });
}

type AppDeps = {
  clock: Clock;
  log: FastifyBaseLogger;
  auth: { token: string; tokenHint: string; log: FastifyBaseLogger };
  poller: () => Poller | undefined;
  resources: Resources;
};

/** Starts the schedule and the statistics, and builds the app that answers requests. It does not listen yet. */
async function startApp(
  config: Config,
  { stores, publisher }: Workspace,
  { clock, log, auth, poller, resources }: AppDeps,
): Promise<{ app: FastifyInstance; scheduler: Scheduler }> {
  const scheduler = startScheduler(
    { ...config.schedule, changeDelay: changeDelayMs },
    {
      regenerate: (cause) => publisher.regenerate(cause).finished,
      nextDue: (after) => stores.selections.nextChangeTime({}, after),
      clock,
      onError: (error) => log.error({ err: error }, "the schedule met an error"),
      onOverlap: () => log.warn("a scheduled regeneration is left out: the previous one is still running"),
    },
  );
  const audience = createAudience();
  const audienceLog = startAudienceLog({
    audience,
    store: stores.audience,
    clock,
    onError: (error) => log.error({ err: error }, "the request statistics could not be saved"),
  });
  const app = await buildApp(config, {
    stores,
    publisher,
    audience,
    saveAudience: audienceLog.save,
    clock,
    nextRun: scheduler.nextRun,
    auth,
    changed: scheduler.collectionChanged,
    poller,
    log,
  });
  resources.addResource("the statistics", audienceLog.stop);
  resources.addWorker("the schedule", scheduler.stop);
  resources.addWorker("answers", () => drainRequests(app));
  return { app, scheduler };
}

/** @returns the error if it says that the collection cannot be read; every other error is thrown again */
function returnUnreadable(error: unknown): CourantError {
  if (error instanceof CourantError && error.code === "COLLECTION_UNREADABLE") return error;
  throw error;
}
