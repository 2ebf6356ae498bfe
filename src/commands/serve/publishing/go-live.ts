import type { Config } from "../../../config/schema.ts";
import { findWarnings } from "../../../config/warnings.ts";
import { resultUnlessStopped } from "../../process/stop-signals.ts";
import { importStarters, noStarters, reportStartersError } from "../../starters/import-starters.ts";
import { formatBanner } from "../banner.ts";
import { tellServingSettings } from "../feeds-settings.ts";
import { logRun } from "../log-run.ts";
import { publishMissing } from "../publish-missing.ts";
import { startWatchers } from "../watchers.ts";
import { startAdminApp } from "./admin-app.ts";
import { followNodes } from "./follow-nodes.ts";
import type { PublishingParts } from "./parts.ts";
import { printFirstLines } from "./ready.ts";
import { startRetention } from "./retention.ts";
import { retryFailedRuns } from "./retry-runs.ts";

/**
 * Opens the admin API once there is something to serve, and begins the work: on a node that does not publish, only a part of
 * it, and the rest when it takes over.
 * @throws the reason of `stopSignal` if it aborts meanwhile
 */
export async function goLive(config: Config, parts: PublishingParts): Promise<void> {
  const { workspace, settings, scheduler, push, queue, clock, log, resources, isPublishing } = parts;
  const { stores, publisher, node } = workspace;
  await openForAdmins(config, parts);
  publisher.onFinished((run) => {
    logRun(log, run, publisher.channels());
    scheduler.runFinished(run);
    parts.search.noteChange();
    node?.tell(scheduler.nextRun()).catch(() => undefined);
  });
  if (node) resources.addResource("the retries of runs", retryFailedRuns(publisher, { clock, isPublishing }));
  const publishesFirst = isPublishing();
  if (publishesFirst) await beginPublishing(parts);
  const watching = { stores, queue, publisher, clock, log, isPublishing };
  const { collectionChanged: onChanged } = scheduler;
  const watchers = await startWatchers(config, resources, { ...watching, onChanged, onPolled: push.check });
  parts.setWatchers(watchers);
  settings.begin(watchers);
  if (!node) return;
  followNodes(node, { ...parts, watchers, beginPublishing: () => beginPublishing(parts), publishesFirst });
}

/** Publishes what is missing, opens the admin API, and prints the first lines. */
async function openForAdmins(config: Config, parts: PublishingParts): Promise<void> {
  const { workspace, token, scheduler, queue, health, credentials, clock, log, stopSignal, isPublishing } = parts;
  const { stores, publisher, node } = workspace;
  const address = await startAdminApp(config, workspace, parts);
  if (node) await resultUnlessStopped(node.hasDocuments, stopSignal);
  stopSignal.throwIfAborted();
  const publishesFirst = isPublishing();
  if (publishesFirst) scheduler.begin();
  const starters = publishesFirst
    ? await importStarters(config, { stores, queue, clock }).catch(reportStartersError)
    : noStarters;
  const firstRun = publishesFirst ? await publishMissing(config, workspace, stopSignal) : undefined;
  const url = await address.open();
  const { place } = token;
  const lines = formatBanner(config, {
    token: place,
    nextRun: scheduler.nextRun(),
    starters,
    isPublishing: publishesFirst,
  });
  await health.look();
  await credentials.tell();
  await printFirstLines(lines, { url, token }, parts);
  log.level = config.environment.logLevel;
  const settingsProblem = await tellServingSettings(config);
  const problems = [
    ...(settingsProblem === undefined ? [] : [settingsProblem]),
    ...workspace.problems,
    ...starters.problems,
    ...address.problems(),
  ];
  for (const warning of [...findWarnings(config), ...problems]) log.warn(warning);
  if (firstRun) logRun(log, firstRun, publisher.channels());
}

/** Begins the work that one process of an installation does. */
async function beginPublishing(parts: PublishingParts): Promise<void> {
  const { workspace, settings, scheduler, push, smaller, eraser, clock, log, resources, stopSignal } = parts;
  const { stores, publisher, verifyDocuments } = workspace;
  scheduler.begin();
  const onError = (error: unknown) => log.error({ err: error }, "old records could not be removed");
  const retention = startRetention(settings.current, { stores, push, clock, onError });
  resources.addResource("the removal of old records", retention);
  await verifyDocuments();
  await publisher.regenerate("start").finished;
  stopSignal.throwIfAborted();
  void eraser.resume();
  smaller.wake();
  push.wake();
}
