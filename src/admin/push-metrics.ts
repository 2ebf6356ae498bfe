import { Counter, Histogram, type Registry } from "prom-client";
import type { Clock } from "../clock.ts";
import { webhookJob } from "../push/events.ts";
import { purgeJob } from "../push/purge/purge.ts";
import type { Push } from "../push/push.ts";
import type { Stores } from "../stores/stores.ts";
import { registerGauges } from "./gauges.ts";

export type PushMetricsDeps = { push: Pick<Push, "onAttempt">; stores: Pick<Stores, "jobs" | "webhooks"> };

/** Registers the metrics of what goes out: attempts by outcome and duration, the queue, and disabled webhooks. */
export function registerPushMetrics(
  register: Registry,
  { push, stores, clock }: PushMetricsDeps & { clock: Clock },
): void {
  const registers = [register];
  const attempts = new Counter({
    name: "courant_webhook_deliveries_total",
    help: "Attempts to deliver to webhooks, by outcome: delivered, failed (tried again later), dead (given up)",
    labelNames: ["outcome"],
    registers,
  });
  const durations = new Histogram({
    name: "courant_webhook_delivery_duration_seconds",
    help: "How long attempts to deliver to webhooks took",
    buckets: [0.03, 0.1, 0.3, 1, 3, 10, 20],
    registers,
  });
  for (const outcome of ["delivered", "failed", "dead"]) attempts.inc({ outcome }, 0);
  const webSubAttempts = new Counter({
    name: "courant_websub_attempts_total",
    help: "Requests of WebSub, by kind and outcome: delivered, failed (tried again later), dead (given up)",
    labelNames: ["kind", "outcome"],
    registers,
  });
  const purgeAttempts = new Counter({
    name: "courant_purge_attempts_total",
    help: "Attempts to purge caches, by outcome: delivered, failed (tried again later), dead (given up)",
    labelNames: ["outcome"],
    registers,
  });
  push.onAttempt(({ kind, outcome, durationMs }) => {
    if (kind === purgeJob) {
      purgeAttempts.inc({ outcome });
      return;
    }
    if (kind !== webhookJob) {
      webSubAttempts.inc({ kind: kind.replace(/^websub\./, ""), outcome });
      return;
    }
    attempts.inc({ outcome });
    durations.observe(durationMs / 1000);
  });
  registerGauges(register, [
    {
      name: "courant_queue_waiting",
      help: "Jobs of the queue that wait or are being done",
      read: async () => (await stores.jobs.backlog()).waiting,
    },
    {
      name: "courant_queue_oldest_seconds",
      help: "How long ago the oldest waiting job was added",
      async read() {
        const now = clock.now();
        return Math.max(0, now - ((await stores.jobs.backlog()).oldest ?? now)) / 1000;
      },
    },
    {
      name: "courant_webhooks_disabled",
      help: "Webhooks that are disabled",
      read: async () => (await stores.webhooks.list()).filter(({ disabled }) => disabled).length,
    },
  ]);
}
