import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIPv6 } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Clock } from "../clock.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { Audience } from "../stores/audience.ts";
import { type AuthOptions, auth } from "./auth.ts";
import { measureEventLoop } from "./event-loop.ts";
import { countRuns } from "./run-metrics.ts";

export type MetricsOptions = {
  publisher: Pick<Publisher, "snapshot" | "onFinished" | "openFailures">;
  /** The requests and subscribers counted since the start. */
  audience: () => Audience;
  clock: Clock;
  /** @returns the time of the next scheduled run */
  nextRun: () => Date | undefined;
  auth: AuthOptions;
  /** Whether programs on this machine may read the metrics without a token. */
  isOpen: boolean;
};

/** `GET /metrics`: Prometheus' text format, https://prometheus.io/docs/instrumenting/exposition_formats/ */
export async function metricsRoutes(app: FastifyInstance, options: MetricsOptions): Promise<void> {
  const register = createRegister(options);
  const stopMeasuring = measureEventLoop(register);
  app.addHook("onClose", async () => stopMeasuring());
  await app.register(auth, { ...options.auth, exempt: options.isOpen ? isFromThisMachine : () => false });
  app.get("/metrics", async (_request, reply) => {
    reply.headers({ "cache-control": "no-store", "content-type": register.contentType });
    return register.metrics();
  });
}

function createRegister({ publisher, audience, clock, nextRun }: MetricsOptions): Registry {
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
    help: "Subscribers behind an aggregator, as it said last",
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
  new Gauge({
    name: "courant_document_age_seconds",
    help: "Time since a polled document last changed",
    labelNames: ["path"],
    registers,
    collect() {
      this.reset();
      const now = clock.now();
      for (const { path, lastModified, onDisk } of publisher.snapshot().documents.values()) {
        if (!onDisk) this.set({ path }, Math.max(0, now - lastModified) / 1000);
      }
    },
  });
  countRuns(register, { publisher, nextRun });
  return register;
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/** Headers that proxies add. A request with one of them comes from another machine. */
const proxyHeaders: readonly (keyof IncomingHttpHeaders)[] = ["forwarded", "via", "x-forwarded-for", "x-real-ip"];

/**
 * Whether a program on this machine makes the request for itself. A proxy does not count, nor does a browser with a page of
 * a host name that points here.
 */
function isFromThisMachine({ socket, headers }: FastifyRequest): boolean {
  const { remoteAddress: address } = socket;
  return (
    address !== undefined &&
    loopback.check(address, isIPv6(address) ? "ipv6" : "ipv4") &&
    proxyHeaders.every((name) => headers[name] === undefined) &&
    /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(headers.host ?? "")
  );
}
