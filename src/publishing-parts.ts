import type { FastifyInstance, FastifyReply } from "fastify";
import { type ArticleDeps, addArticleRoutes } from "./admin/article-scope.ts";
import { createAuditLog } from "./admin/audit-log.ts";
import { addSettingRoutes } from "./admin/setting-scope.ts";
import type { SourceRoutesOptions } from "./admin/source-routes.ts";
import { type SubscriberRoutesOptions, subscriberRoutes } from "./admin/subscriber-routes.ts";
import { type WebhookRoutesOptions, webhookRoutes } from "./admin/webhook-routes.ts";
import type { Config } from "./config/schema.ts";
import { closedDashboard } from "./dashboard/closed.ts";
import type { CourantError } from "./errors.ts";
import { createPublishingApp, type PublishingAppDeps } from "./publishing-base.ts";

/* Applications of publishing with a part of the admin API, or none of it. */

/** Builds the part of the admin API that is about single articles, webhooks and subscribers, for commands that work without a service. */
export function buildCollectionApp(
  config: Config,
  deps: PublishingAppDeps,
  articleDeps: ArticleDeps,
  webhookDeps: Omit<WebhookRoutesOptions, "audit">,
  subscriberDeps: Pick<SubscriberRoutesOptions, "subscribers" | "publishSubscribers" | "scrub">,
): Promise<FastifyInstance> {
  return createPublishingApp(
    () => config,
    deps,
    async (admin) => {
      await addArticleRoutes(admin, () => config, deps, articleDeps);
      const audit = createAuditLog(articleDeps.stores.audit, deps.log);
      await admin.register(webhookRoutes, { ...webhookDeps, audit });
      await admin.register(subscriberRoutes, { ...subscriberDeps, config: () => config, audit, clock: deps.clock });
    },
  );
}

/** Builds the part of the admin API that is about the configuration file, for commands that work without a service. */
export function buildSettingsApp(
  config: Config,
  deps: PublishingAppDeps,
  options: SourceRoutesOptions,
): Promise<FastifyInstance> {
  return createPublishingApp(
    () => config,
    deps,
    (admin) => addSettingRoutes(admin, options),
  );
}

/** Subscribers read plain text, and nothing that is meant for admins. */
function refuseSubscriber(reply: FastifyReply): FastifyReply {
  const headers = { "retry-after": "3600", "cache-control": "no-store" };
  return reply.code(503).headers(headers).type("text/plain; charset=utf-8").send("The hub is closed for now.\n");
}

/** Builds the admin API of a service whose collection cannot be read: each call fails with the refusal. */
export function buildRefusingApp(
  config: Config,
  deps: PublishingAppDeps,
  refusal: CourantError,
): Promise<FastifyInstance> {
  return createPublishingApp(
    () => config,
    deps,
    async (admin) => {
      admin.all("/*", {
        async onRequest() {
          throw refusal;
        },
        handler: () => undefined,
      });
    },
    async (app) => {
      for (const url of ["/micropub", "/micropub/*"]) {
        app.all(url, async () => {
          throw refusal;
        });
      }
      for (const url of ["/hub", "/hub/*"]) app.all(url, async (_request, reply) => refuseSubscriber(reply));
      await app.register(closedDashboard, { prefix: "/dashboard", config: () => config });
    },
  );
}
