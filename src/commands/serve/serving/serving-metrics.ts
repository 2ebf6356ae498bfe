import { AggregatorRegistry, Counter, Gauge, type MetricObject, Registry } from "prom-client";
import { createProcessMetrics, eventLoopDelayMetric } from "../../../admin/publishing-metrics.ts";
import type { AudienceCounts } from "../../../serve/audience.ts";
import type { Health } from "../../../serve/health-routes.ts";
import type { ThreadReport } from "./broadcast.ts";
import { getJson } from "./get-json.ts";

/** How long the metrics wait for those of the publishing process. */
const publishingTimeoutMs = 2_000;

export type ServingMetrics = {
  /** Returns the metrics of both processes as text. */
  read(): Promise<{ type: string; text: string }>;
  stop(): void;
};

/** Creates the metrics of the serving process, to which it adds those of the publishing process. */
export function createServingMetrics(deps: {
  /** Returns the requests and subscribers counted since the start. */
  counts: () => AudienceCounts;
  /** Tells whether everybody may read a channel now. Metrics name no other. */
  isPublic: (slug: string) => boolean;
  report: () => Promise<ThreadReport[]>;
  health: () => Health;
  /** Returns the address of the publishing process while it runs on this machine. */
  publishingUrl: () => string | undefined;
}): ServingMetrics {
  const { report, health, publishingUrl } = deps;
  const { registry: ofProcess, stop } = createProcessMetrics("serving");
  const register = new Registry();
  registerAudienceMetrics(register, () => withPublicChannels(deps.counts(), deps.isPublic));
  registerStateMetrics(register, health);
  const ofThreads = new Registry();
  ofThreads.setDefaultLabels({ process: "serving" });
  const delays = new Gauge({ ...eventLoopDelayMetric, labelNames: ["thread"], registers: [ofThreads] });

  async function readPublishing(): Promise<MetricObject[]> {
    const url = publishingUrl();
    if (url === undefined) return [];
    return (await getJson(url, "/metrics.json", AbortSignal.timeout(publishingTimeoutMs))) as MetricObject[];
  }

  return {
    async read() {
      const [reports, publishing] = await Promise.all([report(), readPublishing().catch(() => [])]);
      delays.reset();
      for (const { thread, eventLoopDelaySeconds } of reports) {
        delays.set({ thread: String(thread) }, eventLoopDelaySeconds);
      }
      const own = await Promise.all([register, ofProcess, ofThreads].map((each) => each.getMetricsAsJSON()));
      const all = AggregatorRegistry.aggregate([...own, publishing]);
      return { type: all.contentType, text: await all.metrics() };
    },
    stop,
  };
}

function withPublicChannels(
  { requests, subscribers }: AudienceCounts,
  isPublic: (slug: string) => boolean,
): AudienceCounts {
  const isNamed = ({ channel }: { channel: string }) => channel === "" || isPublic(channel);
  return { requests: requests.filter(isNamed), subscribers: subscribers.filter(isNamed) };
}

function registerAudienceMetrics(register: Registry, counts: () => AudienceCounts): void {
  const registers = [register];
  new Counter({
    name: "courant_requests_total",
    help: "Answers on public paths since the start",
    labelNames: ["channel", "format", "status", "coding", "client"],
    registers,
    collect() {
      this.reset();
      for (const { requests, channel, format, status, coding, client } of counts().requests) {
        this.inc({ channel, format, status, coding, client }, requests);
      }
    },
  });
  new Gauge({
    name: "courant_subscribers",
    help: "Subscribers behind an aggregator, as it said last",
    labelNames: ["channel", "format", "aggregator"],
    registers,
    collect() {
      this.reset();
      for (const { subscribers, channel, format, aggregator } of counts().subscribers) {
        this.set({ channel, format, aggregator }, subscribers);
      }
    },
  });
}

function registerStateMetrics(register: Registry, health: () => Health): void {
  const registers = [register];
  new Gauge({
    name: "courant_process_up",
    help: "Whether a process of the service runs",
    labelNames: ["process"],
    registers,
    collect() {
      this.set({ process: "serving" }, 1);
      const { publishing } = health();
      if (publishing !== "elsewhere") this.set({ process: "publishing" }, Number(publishing === "running"));
    },
  });
  new Gauge({
    name: "courant_serving_threads",
    help: "Serving threads that answer requests",
    registers,
    collect() {
      this.set(health().threads.running);
    },
  });
}
