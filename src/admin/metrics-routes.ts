import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIPv6 } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Audience } from "../collection/audience.ts";
import type { Publisher } from "../publish/publisher.ts";
import { type AuthOptions, auth } from "./auth.ts";

export type MetricsOptions = {
  publisher: Pick<Publisher, "snapshot" | "onFinished">;
  /** Who asked for what since the start. */
  audience: () => Audience;
  auth: AuthOptions;
  /** Whether programs on this machine need no token. */
  isOpen: boolean;
};

/** `GET /metrics`: Prometheus' text format, https://prometheus.io/docs/instrumenting/exposition_formats/ */
export async function metricsRoutes(app: FastifyInstance, options: MetricsOptions): Promise<void> {
  const register = createRegister(options);
  await app.register(auth, { ...options.auth, exempt: options.isOpen ? isFromThisMachine : () => false });
  app.get("/metrics", async (_request, reply) => {
    reply.headers({ "cache-control": "no-store", "content-type": register.contentType });
    return register.metrics();
  });
}

function createRegister({ publisher, audience }: Pick<MetricsOptions, "publisher" | "audience">): Registry {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });

  new Counter({
    name: "courant_requests_total",
    help: "Answers on public paths since the start",
    labelNames: ["channel", "format", "status", "coding", "client"],
    registers,
    collect() {
      this.reset();
      for (const { requests, channel, format, status, coding, client } of audience().requests) {
        this.inc({ channel, format, status, coding, client }, requests);
      }
    },
  });
  new Gauge({
    name: "courant_subscribers",
    help: "For how many people an aggregator asks, as it said last",
    labelNames: ["channel", "format", "aggregator"],
    registers,
    collect() {
      this.reset();
      for (const { subscribers, channel, format, aggregator } of audience().subscribers) {
        this.set({ channel, format, aggregator }, subscribers);
      }
    },
  });
  new Gauge({
    name: "courant_documents",
    help: "Documents that are served",
    registers,
    collect() {
      this.set(publisher.snapshot().documents.size);
    },
  });

  const runs = new Counter({ name: "courant_runs_total", help: "Regenerations", labelNames: ["state"], registers });
  const durations = new Histogram({
    name: "courant_run_duration_seconds",
    help: "How long regenerations took",
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100],
    registers,
  });
  const documents = new Counter({
    name: "courant_run_documents_total",
    help: "What became of documents in regenerations",
    labelNames: ["outcome"],
    registers,
  });
  publisher.onFinished((run) => {
    runs.inc({ state: run.state });
    durations.observe((run.durationMs ?? 0) / 1000);
    documents.inc({ outcome: "changed" }, run.documents.changed.length);
    documents.inc({ outcome: "unchanged" }, run.documents.unchanged);
    documents.inc({ outcome: "failed" }, run.documents.failed.length);
  });
  return register;
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/** What proxies add: with one of these, the client is somewhere else. */
const forwarding: readonly (keyof IncomingHttpHeaders)[] = ["forwarded", "via", "x-forwarded-for", "x-real-ip"];

/** A program on this machine asks for itself: no proxy, and no web page under another name that leads here. */
function isFromThisMachine({ socket, headers }: FastifyRequest): boolean {
  const { remoteAddress: address } = socket;
  return (
    address !== undefined &&
    loopback.check(address, isIPv6(address) ? "ipv6" : "ipv4") &&
    forwarding.every((name) => headers[name] === undefined) &&
    /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(headers.host ?? "")
  );
}
