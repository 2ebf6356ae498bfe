import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIPv6 } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type AuthOptions, auth } from "./auth.ts";

export type MetricsOptions = {
  /** Returns the metrics of all processes and threads, with their media type. */
  readMetrics: () => Promise<{ type: string; text: string }>;
  auth: AuthOptions;
  /** Whether programs on this machine may read the metrics without a token. */
  isOpen: boolean;
};

/** `GET /metrics`: Prometheus' text format, https://prometheus.io/docs/instrumenting/exposition_formats/ */
export async function metricsRoutes(app: FastifyInstance, { readMetrics, ...options }: MetricsOptions): Promise<void> {
  await app.register(auth, { ...options.auth, exempt: options.isOpen ? isFromThisMachine : () => false });
  app.get("/metrics", async (_request, reply) => {
    const { type, text } = await readMetrics();
    return reply.headers({ "cache-control": "no-store", "content-type": type }).send(text);
  });
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/** Headers that proxies add. A request with one of them comes from another machine. */
const proxyHeaders: readonly (keyof IncomingHttpHeaders)[] = ["forwarded", "via", "x-forwarded-for", "x-real-ip"];

/**
 * Tells whether a program on this machine makes the request for itself. A proxy does not count, nor does a browser with
 * a page of a host name that points here.
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
