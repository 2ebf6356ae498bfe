import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Clock } from "../clock.ts";
import { measureEventLoop } from "../event-loop.ts";
import type { Node } from "../nodes/node.ts";
import type { Publisher } from "../publish/publisher.ts";
import { registerGauges } from "./gauges.ts";
import { type IntakeFailures, registerIntakeMetrics } from "./intake-metrics.ts";
import { registerNodeMetrics } from "./node-metrics.ts";
import { type PushMetricsDeps, registerPushMetrics } from "./push-metrics.ts";
import { registerRunMetrics } from "./run-metrics.ts";

export type PublishingMetricsDeps = {
  publisher: Pick<Publisher, "snapshot" | "onFinished" | "openFailures">;
  clock: Clock;
  /** @returns the time of the next scheduled run */
  nextRun: () => Date | undefined;
  readFailures: () => Promise<IntakeFailures>;
  /** This node, where several share a database. */
  node?: Pick<Node, "state"> | undefined;
} & PushMetricsDeps;

/** The metrics of the publishing process. `stop` ends the measurement of the event loop. */
export type PublishingMetrics = { registries: readonly Registry[]; stop: () => void };

/** Creates the metrics of the publishing process: its regenerations, its documents, and the process itself. */
export function createPublishingMetrics({
  publisher,
  clock,
  nextRun,
  readFailures,
  node,
  push,
  stores,
}: PublishingMetricsDeps): PublishingMetrics {
  const register = new Registry();
  registerGauges(register, [
    {
      name: "courant_documents",
      help: "Documents that are served",
      read: () => publisher.snapshot().documents.size,
    },
  ]);
  new Gauge({
    name: "courant_document_age_seconds",
    help: "Time since a polled document last changed",
    labelNames: ["path"],
    registers: [register],
    collect() {
      this.reset();
      const now = clock.now();
      for (const { path, lastModified, onDisk, privateTo } of publisher.snapshot().documents.values()) {
        if (!onDisk && privateTo === undefined) this.set({ path }, Math.max(0, now - lastModified) / 1000);
      }
    },
  });
  registerRunMetrics(register, { publisher, nextRun });
  registerIntakeMetrics(register, readFailures);
  if (node) registerNodeMetrics(register, node);
  registerPushMetrics(register, { push, stores, clock });
  const { registry, stop } = createProcessMetrics("publishing");
  return { registries: [register, registry], stop };
}

/** Creates the metrics of a process and its main thread. They name the process in a label. */
export function createProcessMetrics(process: "serving" | "publishing"): { registry: Registry; stop: () => void } {
  const registry = new Registry();
  registry.setDefaultLabels({ process });
  collectDefaultMetrics({ register: registry });
  const delay = measureEventLoop();
  new Gauge({
    name: eventLoopDelayMetric.name,
    help: eventLoopDelayMetric.help,
    labelNames: ["thread"],
    registers: [registry],
    collect() {
      this.set({ thread: "main" }, delay.takeMaxSeconds());
    },
  });
  return { registry, stop: delay.stop };
}

export const eventLoopDelayMetric = {
  name: "courant_event_loop_delay_max_seconds",
  help: "The longest delay of the event loop of a thread since the last scrape",
};
