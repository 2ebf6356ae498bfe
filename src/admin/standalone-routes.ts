import type { FastifyInstance } from "fastify";
import { Registry } from "prom-client";
import { CourantError, shortPath } from "../errors.ts";
import type { AuthOptions } from "./auth.ts";
import { metricsRoutes } from "./metrics-routes.ts";
import type { PublishingMetrics } from "./publishing-metrics.ts";

/** The paths of a service that only publishes, beside the admin API: its health, its metrics, and where feeds are. */
export async function standaloneRoutes(
  app: FastifyInstance,
  { auth, metrics }: { auth: AuthOptions; metrics: PublishingMetrics["registries"] },
): Promise<void> {
  for (const url of ["/healthz", "/readyz"]) {
    app.get(url, (_request, reply) => reply.header("cache-control", "no-store").send({ status: "ok" }));
  }
  const readMetrics = async () => {
    const merged = Registry.merge([...metrics]);
    return { type: merged.contentType, text: await merged.metrics() };
  };
  await app.register(metricsRoutes, { readMetrics, auth, isOpen: false });
  app.get("/*", async ({ url }) => {
    throw new CourantError(
      "NOT_FOUND",
      `There is nothing at ${shortPath(url)}: this service only publishes. Ask the service that serves the feeds.`,
    );
  });
}
