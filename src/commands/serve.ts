import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { loadToken } from "../admin/token.ts";
import { buildApp } from "../app.ts";
import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import { describeTruncation, type Run } from "../collection/run.ts";
import type { Config } from "../config/schema.ts";
import { warningsOf } from "../config/warnings.ts";
import { CourantError, messageOf } from "../errors.ts";
import { channelPaths } from "../publish/channel-documents.ts";
import type { Publisher } from "../publish/publisher.ts";
import { startWorkers } from "../publish/workers.ts";
import { startScheduler } from "../schedule/scheduler.ts";
import { createAudience } from "../serve/audience.ts";
import type { Poller } from "../sources/poller.ts";
import { startAudienceLog } from "./audience-log.ts";
import { banner } from "./banner.ts";
import { startInbox } from "./inbox/inbox.ts";
import { bind, drain, listen, localUrl, settlePort } from "./listen.ts";
import { readServiceAddress, removeServiceAddress, writeServiceAddress } from "./lock.ts";
import type { Opened } from "./opened.ts";
import { servePublished } from "./serve-published.ts";
import { importStarters, type Starters } from "./starters.ts";
import { whenStopped } from "./stop-signals.ts";
import { watchMedia } from "./watch-media.ts";
import { watchSources } from "./watch-sources.ts";
import { inUse, openWorkspace } from "./workspace.ts";

/** Milliseconds: changes in a row make one run. */
const changeDelayMs = 5;

export type ServeOptions = {
  /** What is opened is told here, whatever happens afterwards: the caller closes it. */
  opened: Opened;
  /** Ends the runs of the start, and the start after them. */
  stopping: AbortSignal;
  /** Starts what makes documents. */
  begin?: typeof startWorkers;
};

/**
 * Starts the service: what FEEDS_DIR holds is served at once, then the first run starts. Where the collection cannot be
 * read, what FEEDS_DIR holds is served alone.
 * @param print takes the first lines, for people; the log begins after them
 * @throws the reason of `stopping` when it is stopped before it has started, DATA_DIR_IN_USE when another process works
 *   in the data directory, COLLECTION_UNREADABLE when FEEDS_DIR holds nothing that could be served without it
 */
export async function serve(
  config: Config,
  clock: Clock,
  print: (line: string) => void,
  { opened, stopping, begin = startWorkers }: ServeOptions,
): Promise<void> {
  const settled = await settlePort(config);
  const { environment } = settled;
  const workspace = await openWorkspace(settled, clock, "service", begin).catch((error: unknown) => unreadable(error));
  if (workspace instanceof CourantError) return servePublished(settled, clock, print, workspace, opened);
  if (!workspace) throw inUse(environment.dataDir, await readServiceAddress(environment.dataDir));
  opened.used("the collection", workspace.close);
  opened.working("the regeneration", workspace.stop);
  whenStopped(stopping, () => void workspace.stop());
  await bind(environment);
  const { collection, publisher } = workspace;
  const token = await loadToken(environment.dataDir, environment.adminToken);
  const log: FastifyBaseLogger = pino({ level: "silent" }, process.stderr);
  const scheduler = startScheduler(
    { ...settled.schedule, changeDelay: changeDelayMs },
    {
      regenerate: (cause) => publisher.regenerate(cause).finished,
      nextDue: (after) => collection.nextChange({}, after),
      clock,
      onError: (error) => log.error({ err: error }, "the schedule met an error"),
      onOverlap: () => log.warn("a scheduled regeneration is left out: the one before still goes on"),
    },
  );
  const audience = createAudience();
  const onError = (error: unknown) => log.error({ err: error }, "what was asked for could not be saved");
  const audienceLog = startAudienceLog({ audience, collection, clock, onError });
  let poller: Poller | undefined;
  const app = await buildApp(settled, {
    collection,
    publisher,
    audience,
    saveAudience: audienceLog.save,
    clock,
    nextRun: scheduler.nextRun,
    auth: { token: token.value, tokenPlace: token.hint, log },
    changed: scheduler.changed,
    poller: () => poller,
    log,
  });
  opened.used("the statistics", audienceLog.stop);
  opened.working("the schedule", scheduler.stop);
  opened.working("answers", () => drain(app));

  const starters = await importStarters(settled, collection).catch(withoutStarters);
  const first = await makeMissing(settled, publisher, stopping);
  await listen(app, environment);
  const hidden = await writeServiceAddress(environment.dataDir, { pid: process.pid, url: localUrl(environment) });
  opened.working("service.json", () => removeServiceAddress(environment.dataDir));

  for (const line of banner(settled, { token: token.place, nextRun: scheduler.nextRun(), starters })) print(line);
  log.level = environment.logLevel;
  for (const warning of warningsOf(settled)) log.warn(warning);
  for (const problem of [...workspace.problems, ...starters.problems, ...(hidden ? [hidden] : [])]) log.warn(problem);
  if (first) logRun(log, first);
  publisher.onFinished((run) => {
    logRun(log, run);
    scheduler.finished(run);
  });
  await workspace.warm();
  await publisher.regenerate("start").finished;
  stopping.throwIfAborted();
  poller = await watchAll(settled, opened, { collection, publisher, clock, log, changed: scheduler.changed });
}

/** Begins to look after what comes in by itself. @returns what watches the sources */
async function watchAll(
  config: Config,
  opened: Opened,
  deps: {
    collection: Collection;
    publisher: Publisher;
    clock: Clock;
    log: FastifyBaseLogger;
    changed: () => void;
  },
): Promise<Poller> {
  const { publisher, ...rest } = deps;
  const { dataDir, baseUrl: origin } = config.environment;
  const options = { tags: [], baseUrl: config.site.url, origin };
  const inbox = startInbox({
    ...rest,
    folder: join(dataDir, "inbox"),
    note: join(dataDir, "inbox-reading.json"),
    options,
  });
  opened.working("the inbox", inbox.stop);
  const poller = await watchSources(config, rest);
  opened.working("the sources", poller.stop);
  const watcher = watchMedia(config, rest);
  if (watcher) {
    publisher.onFinished(watcher.checkNow);
    opened.working("what is found out of pictures", watcher.stop);
  }
  return poller;
}

/**
 * What FEEDS_DIR does not hold is made before anybody can ask for it; for all the rest there is time after that.
 * @returns the run that made it, if something was missing
 * @throws NOT_READY when that leaves nothing to serve
 */
async function makeMissing(
  { channels, environment }: Config,
  publisher: Publisher,
  stopping: AbortSignal,
): Promise<Run | undefined> {
  const { documents } = publisher.snapshot();
  const missing = channels.filter(({ slug }) => !channelPaths(slug).every((path) => documents.has(path)));
  if (missing.length === 0 && documents.has("/")) return undefined;
  const run = await publisher.regenerate("start", { channels: missing.map(({ slug }) => slug) }).finished;
  stopping.throwIfAborted();
  if (publisher.snapshot().documents.size === 0) {
    throw new CourantError(
      "NOT_READY",
      `Nothing can be published in ${environment.feedsDir}: ${run.documents.failed.map(({ error }) => error).join("; ")}. ` +
        "It must be writable for Courant; set FEEDS_DIR.",
    );
  }
  return run;
}

function logRun(log: FastifyBaseLogger, { id, causes, documents, durationMs, stopped, progress }: Run): void {
  const { changed, unchanged, failed, cut } = documents;
  if (stopped) {
    log.info({ run: id, causes, changed: changed.length, ...progress }, "stopped while it regenerated");
    return;
  }
  for (const failure of failed) log.error({ run: id, ...failure }, "regeneration failed");
  for (const each of cut) log.warn({ run: id, ...each }, describeTruncation(each));
  log.info({ run: id, causes, changed: changed.length, unchanged, durationMs }, "regenerated");
}

/** @returns why the collection cannot be read; throws what is another error */
function unreadable(error: unknown): CourantError {
  if (error instanceof CourantError && error.code === "COLLECTION_UNREADABLE") return error;
  throw error;
}

/** A damaged collection or a full disk is no reason to serve nothing. */
function withoutStarters(error: unknown): Starters {
  return { present: 0, problems: [messageOf(error)] };
}
