import cookie from "@fastify/cookie";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { addAdminHooks } from "./admin/admin-hooks.ts";
import type { AuthOptions } from "./admin/auth.ts";
import type { PublishingMetrics } from "./admin/publishing-metrics.ts";
import { standaloneRoutes } from "./admin/standalone-routes.ts";
import { createApp } from "./app.ts";
import { rootPath } from "./article/root-path.ts";
import { isPrivate } from "./channel/access.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/schema.ts";
import { connectionLimits } from "./http/limits.ts";
import { matchAddresses } from "./http/trusted-addresses.ts";
import type { AnswerStore } from "./stores/answers.ts";

/* What the Fastify applications of the publishing process have in common: the scope of the admin API, and the metrics. */

export type PublishingAppDeps = {
  clock: Clock;
  auth: AuthOptions;
  /** Keeps answers to requests with an Idempotency-Key; without it, such a key means nothing. */
  answers?: AnswerStore | undefined;
  metrics: PublishingMetrics["registries"];
  /** Whether serving on this machine hands the requests on, and names their clients. */
  isBehindServing: boolean;
  log: FastifyBaseLogger;
};

/**
 * Builds an application of publishing, ready to listen.
 * @param config returns the configuration that is in force
 * @param adminRoutes adds routes below `/admin`, which need a token
 * @param otherRoutes adds routes that everybody may request
 */
export function createPublishingApp(
  config: () => Config,
  deps: PublishingAppDeps,
  adminRoutes: (admin: FastifyInstance) => Promise<void>,
  otherRoutes: (app: FastifyInstance) => Promise<void> = async () => undefined,
): Promise<FastifyInstance> {
  const { log, metrics, isBehindServing } = deps;
  const { maxConnections } = connectionLimits;
  const isTrusted = matchAddresses(() => config().serving.trustedProxies);
  return createApp(config(), { log, maxConnections, hasSchemas: true, isBehindServing, isTrusted }, async (app) => {
    // Only serving asks for it, on a socket that only its owner may open.
    if (isBehindServing) {
      app.get("/metrics.json", async () =>
        Promise.all(metrics.map((registry) => registry.getMetricsAsJSON())).then((each) => each.flat()),
      );
    }
    const adminScope = async (admin: FastifyInstance) => {
      await addAdminHooks(admin, {
        ...deps,
        isBelowPath: rootPath(config().environment.baseUrl) !== "",
        hidesNames: () => config().channels.some(isPrivate),
      });
      await adminRoutes(admin);
    };
    await app.register(cookie);
    await app.register(adminScope, { prefix: "/admin" });
    await otherRoutes(app);
    if (!isBehindServing) await app.register(standaloneRoutes, deps);
  });
}
