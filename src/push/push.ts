import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { AddressChecker, Fetcher } from "../fetch/fetcher.ts";
import type { TakenJob } from "../stores/jobs.ts";
import type { Stores } from "../stores/stores.ts";
import type { Webhook } from "../stores/webhooks.ts";
import { type Announcer, createAnnouncer, type PublishedNow } from "./announcer.ts";
import { createDeliveryHandler } from "./deliver.ts";
import { type SourceFailure, webhookJob } from "./events.ts";
import { type AttemptOutcome, startQueue } from "./queue.ts";

/** Everything that goes out: the queue and what adds jobs to it. */
export type Push = Pick<Announcer, "begin" | "check"> &
  AddressChecker & {
    /** Does the jobs that were added. */
    wake(): void;
    /** Calls the listener after each attempt. */
    onAttempt(listener: (attempt: AttemptReport) => void): void;
    stop(): Promise<void>;
  };

export type AttemptReport = { outcome: "delivered" | "failed" | "dead"; durationMs: number };

/** Timeouts of deliveries, in milliseconds. Receivers answer first and work afterwards. */
export const deliveryLimits = { connectMs: 10_000, idleMs: 15_000, wholeMs: 20_000, maxRedirects: 0 };

/** Starts the queue, which does jobs that an earlier process left, and prepares to announce. */
export function startPush(deps: {
  stores: Pick<Stores, "announcements" | "jobs" | "webhooks">;
  fetcher: Fetcher & AddressChecker;
  readPublished: () => PublishedNow;
  findFailures: () => readonly SourceFailure[];
  /** Returns how long deliveries that ended are kept, in milliseconds. */
  keptMs: () => number;
  clock: Clock;
  random: () => number;
  onDisabled: (webhook: Webhook) => void;
  onError: (error: unknown) => void;
}): Push {
  const { stores, fetcher, clock, onError } = deps;
  const listeners: ((attempt: AttemptReport) => void)[] = [];

  function report(_job: TakenJob, { outcome, attempt }: AttemptOutcome, isDead: boolean): void {
    const reported = outcome === "done" ? "delivered" : isDead ? "dead" : "failed";
    for (const listener of listeners) listener({ outcome: reported, durationMs: attempt.durationMs });
  }

  const handler = createDeliveryHandler({ ...stores, fetcher, clock, onDisabled: deps.onDisabled });
  const queue = startQueue({
    store: stores.jobs,
    keptMs: deps.keptMs,
    handlers: { [webhookJob]: handler },
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

  return {
    check: announcer.check,
    begin: announcer.begin,
    checkAddress: fetcher.checkAddress,
    wake: queue.wake,
    onAttempt: (listener) => void listeners.push(listener),
    async stop() {
      await announcer.stop();
      const stopped = queue.stop();
      await fetcher.close();
      await stopped;
    },
  };
}
