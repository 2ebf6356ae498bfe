import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { AddressChecker, Fetcher } from "../fetch/fetcher.ts";
import type { TakenJob } from "../stores/jobs.ts";
import type { Stores } from "../stores/stores.ts";
import type { Webhook } from "../stores/webhooks.ts";
import { type Announcer, createAnnouncer, type PublishedNow } from "./announcer.ts";
import { createDeliveryHandler } from "./deliver.ts";
import { type SourceFailure, webhookJob } from "./events.ts";
import { createPurging, type Purging, type PurgingDeps, purgeJob } from "./purge/purge.ts";
import { type AttemptOutcome, startQueue } from "./queue.ts";
import { createWebSub, type PublishedTopics, type WebSub, type WebSubSettings } from "./websub/hub.ts";
import type { Topics } from "./websub/topics.ts";

/** Everything that goes out: the queue and what adds jobs to it. */
export type Push = Pick<Announcer, "begin" | "check"> &
  AddressChecker & {
    /** Does the jobs that were added. */
    wake(): void;
    /** Calls the listener after each attempt. */
    onAttempt(listener: (attempt: AttemptReport) => void): void;
    webSub: WebSub;
    readPurge: Purging["report"];
    stop(): Promise<void>;
  };

/** `kind`: of the job, such as `webhook`. */
export type AttemptReport = { kind: string; outcome: "delivered" | "failed" | "dead"; durationMs: number };

/** Timeouts of deliveries, in milliseconds. Receivers answer first and work afterwards. */
export const deliveryLimits = {
  connectMs: 10_000,
  idleMs: 15_000,
  wholeMs: 20_000,
  maxRedirects: 0,
  connections: 32,
};

/** Starts the queue, which does jobs that an earlier process left, and prepares to announce. */
export function startPush(deps: {
  stores: Pick<Stores, "announcements" | "hubs" | "jobs" | "purges" | "subscriptions" | "webhooks">;
  fetcher: Fetcher & AddressChecker;
  readPublished: () => PublishedNow;
  /** The documents that can be subscribed to. */
  topics: Topics;
  readTopics: () => PublishedTopics;
  readWebSubSettings: () => WebSubSettings;
  /** The caches that are told first. */
  purge: Omit<PurgingDeps, "purges" | "clock" | "onAdded">;
  findFailures: () => readonly SourceFailure[];
  /** Returns how long deliveries that ended are kept, in milliseconds. */
  keptMs: () => number;
  /** Tells another process to do the jobs, if this one does none. @returns whether it did */
  handOn?: (() => boolean) | undefined;
  clock: Clock;
  random: () => number;
  onDisabled: (webhook: Webhook) => void;
  onError: (error: unknown) => void;
}): Push {
  const { stores, fetcher, clock, onError } = deps;
  let isStopped = false;
  const listeners: ((attempt: AttemptReport) => void)[] = [];

  function report(job: TakenJob, attempted: AttemptOutcome, isDead: boolean): void {
    const { outcome, attempt } = attempted;
    webSub.noteAttempt(job, attempted);
    const reported = outcome === "done" ? "delivered" : isDead ? "dead" : "failed";
    const { durationMs } = attempt;
    for (const listener of listeners) listener({ kind: job.kind, outcome: reported, durationMs });
  }

  const purging = createPurging({ ...deps.purge, ...stores, clock, onAdded: () => queue.wake() });

  const webSub = createWebSub({
    stores,
    fetcher,
    topics: {
      find: deps.topics.find,
      // Deliveries that waited for their next attempt bring the newest state too.
      read: (...topic) => purging.ready().then(() => deps.topics.read(...topic)),
    },
    readPublished: deps.readTopics,
    readSettings: deps.readWebSubSettings,
    clock,
    onAdded: () => queue.wake(),
    isStopped: () => isStopped,
  });

  const handler = createDeliveryHandler({ ...stores, fetcher, clock, onDisabled: deps.onDisabled });
  const queue = startQueue({
    store: stores.jobs,
    keptMs: deps.keptMs,
    handlers: { [webhookJob]: handler, [purgeJob]: purging.handler, ...webSub.handlers },
    handOn: deps.handOn,
    clock,
    random: deps.random,
    onError,
    onAttempt: report,
  });
  const announcer = createAnnouncer({
    ...deps,
    ...stores,
    newId: () => `msg_${randomUUID()}`,
    onAnnounced: queue.wake,
  });

  function tell(): void {
    if (isStopped) return;
    webSub.check().catch(onError);
    announcer.check();
  }

  return {
    /** A receiver that is told of a change must not find the state before in a cache. */
    check() {
      if (deps.handOn?.()) return;
      if (purging.isNeeded()) void purging.check().catch(onError).then(tell);
      else tell();
    },
    begin: announcer.begin,
    checkAddress: fetcher.checkAddress,
    wake: queue.wake,
    webSub,
    readPurge: purging.report,
    onAttempt: (listener) => void listeners.push(listener),
    async stop() {
      isStopped = true;
      await purging.stop();
      await announcer.stop();
      const stopped = queue.stop();
      await Promise.all([fetcher.close(), deps.purge.fetcher.close()]);
      await stopped;
    },
  };
}
