import cookie from "@fastify/cookie";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply } from "fastify";
import { addAdminHooks } from "./admin/admin-hooks.ts";
import { type ArticleDeps, addArticleRoutes, presentSettings } from "./admin/article-scope.ts";
import { createAuditLog } from "./admin/audit-log.ts";
import { auditRoutes } from "./admin/audit-routes.ts";
import type { AuthOptions } from "./admin/auth.ts";
import type { RecogniseToken } from "./admin/authenticate.ts";
import { channelRoutes } from "./admin/channel-routes.ts";
import { exportRoutes } from "./admin/export-routes.ts";
import { hubRoutes } from "./admin/hub/hub-routes.ts";
import { importLinksRoutes } from "./admin/import-links-routes.ts";
import { type ImportRoutesOptions, importRoutes } from "./admin/import-routes.ts";
import { mediaRoutes } from "./admin/media-routes.ts";
import type { DiskUse } from "./admin/openapi/schemas/disk-use.ts";
import { collectRoutes, openapiRoutes } from "./admin/openapi-routes.ts";
import { type OverviewDeps, overviewRoutes } from "./admin/overview-routes.ts";
import { type PreviewRoutesOptions, previewRoutes } from "./admin/preview-routes.ts";
import type { PublishingMetrics } from "./admin/publishing-metrics.ts";
import { runRoutes } from "./admin/run-routes.ts";
import { createSessionAuth } from "./admin/session-auth.ts";
import { sessionRoutes } from "./admin/session-routes.ts";
import { createSessions } from "./admin/sessions.ts";
import type { SettingRoutesOptions } from "./admin/setting-requests.ts";
import { settingRoutes } from "./admin/setting-routes.ts";
import { type SourceRoutesOptions, sourceRoutes } from "./admin/source-routes.ts";
import { standaloneRoutes } from "./admin/standalone-routes.ts";
import { starterRoutes } from "./admin/starter-routes.ts";
import { statsRoutes } from "./admin/stats-routes.ts";
import { tokenRoutes } from "./admin/token-routes.ts";
import { type WebhookRoutesOptions, webhookRoutes } from "./admin/webhook-routes.ts";
import { webSubRoutes } from "./admin/websub-routes.ts";
import { createApp } from "./app.ts";
import { rootPath } from "./article/root-path.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/schema.ts";
import { closedDashboard } from "./dashboard/closed.ts";
import { dashboard } from "./dashboard/dashboard.ts";
import { isDashboardHost, publicOrigins } from "./dashboard/door.ts";
import { CourantError, shortPath } from "./errors.ts";
import { connectionLimits } from "./http/limits.ts";
import { matchAddresses } from "./http/trusted-addresses.ts";
import { createLentTokens } from "./micropub/lent-tokens.ts";
import { isOwner } from "./micropub/owner.ts";
import { micropubRoutes } from "./micropub/routes.ts";
import type { AskTokenEndpoint } from "./micropub/writer.ts";
import type { Publisher } from "./publish/publisher.ts";
import type { Push } from "./push/push.ts";
import type { Poller } from "./sources/poller.ts";
import type { AnswerStore } from "./stores/answers.ts";
import type { Stores } from "./stores/stores.ts";
import type { MediaLibrary } from "./uploads/library.ts";

/*
 * The Fastify application of the publishing process: the admin API. It opens and closes nothing; everything that it needs
 * is an argument.
 */

export type AdminDeps = ArticleDeps & {
  stores: Pick<
    Stores,
    "audience" | "jobs" | "mediaFacts" | "selections" | "sessions" | "tokens" | "transfer" | "webhooks"
  >;
  /** Recognises tokens by their hashes, for browser sessions. */
  recogniseToken: RecogniseToken;
  publisher: Publisher;
  /** Saves in the collection what serving has counted so far. */
  saveAudience: () => Promise<void>;
  /** Says what each kind of record takes on disk. */
  readDiskUse: () => Promise<DiskUse>;
  /** Finds what needs attention, and when the next scheduled run is. */
  watch: Pick<OverviewDeps, "findAttention" | "readDisks" | "nextRun">;
  /** Called after a token was made or revoked. */
  onTokensChanged: () => Promise<void>;
  /** Keeps uploaded media. */
  library: MediaLibrary;
  /** Returns the poller of sources once it is started. */
  poller: () => Poller | undefined;
  push: Push;
  /** The configuration in force, and its changes. */
  liveSettings: SettingRoutesOptions["settings"];
  /** Requests a source and reads its answer, without storing anything. */
  preview: SourceRoutesOptions["preview"];
  /** Asks addresses whether they answer. */
  checkLinks: PreviewRoutesOptions["checkLinks"];
  /** Asks whose a token of Micropub is. */
  askTokenEndpoint: AskTokenEndpoint;
  /** Requests an address whose content is imported. */
  requestInput: ImportRoutesOptions["requestInput"];
};

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

const maxImportBytes = 64 * 1024 * 1024;

/** Builds the admin API. @param config returns the configuration that is in force */
export function buildPublishingApp(
  config: () => Config,
  deps: PublishingAppDeps,
  {
    stores,
    recogniseToken,
    search,
    queue,
    library,
    publisher,
    saveAudience,
    readDiskUse,
    watch,
    onChanged,
    onTokensChanged,
    poller,
    push,
    liveSettings,
    preview,
    checkLinks,
    askTokenEndpoint,
    requestInput,
  }: AdminDeps,
): Promise<FastifyInstance> {
  const { clock } = deps;
  const audit = createAuditLog(stores.audit, deps.log);
  const sessions = createSessions({ store: stores.sessions, recogniseToken, clock });
  const recogniseSession = createSessionAuth(sessions, {
    origins: () => publicOrigins(config()),
    hasSessions: (host) => isDashboardHost(host, config()),
  });
  const lent = createLentTokens(deps.auth.authenticate);
  const withSessions = { ...deps, auth: { ...deps.auth, recogniseSession, authenticate: lent.authenticate } };
  const addPublicRoutes = async (app: FastifyInstance) => {
    await app.register(hubRoutes, { webSub: push.webSub, log: deps.log });
    await app.register(micropubRoutes, {
      inject: app.inject.bind(app),
      recogniseToken,
      lent,
      askTokenEndpoint,
      isOwner: (me) => isOwner(me, config()),
      baseUrl: () => config().environment.baseUrl,
      log: deps.log,
    });
    await app.register(dashboard, { prefix: "/dashboard", config, clock, log: deps.log, inject: app.inject.bind(app) });
  };
  const addAdminRoutes = async (admin: FastifyInstance) => {
    const routes = collectRoutes(admin);
    await admin.register(sessionRoutes, { sessions, audit });
    await admin.register(runRoutes, { publisher, clock });
    await admin.register(statsRoutes, { stores, saveAudience, readDiskUse, readWebSub: push.webSub.report, clock });
    await admin.register(overviewRoutes, { ...watch, config, publisher, stores, saveAudience, clock });
    await addArticleRoutes(admin, config, deps, { stores, search, queue, onChanged });
    await admin.register(previewRoutes, { config, queue, settings: presentSettings(config), clock, checkLinks });
    await admin.register(starterRoutes, { articles: stores.articles, onChanged, audit });
    await admin.register(exportRoutes, { transfer: stores.transfer });
    await admin.register(mediaRoutes, { library, baseUrl: config().environment.baseUrl, audit });
    await addSettingRoutes(admin, { settings: liveSettings, audit, clock, poller, preview });
    await admin.register(importRoutes, {
      stores,
      queue,
      clock,
      settings: presentSettings(config),
      onChanged,
      audit,
      bodyLimit: maxImportBytes,
      requestInput,
    });
    await admin.register(importLinksRoutes, { queue, config });
    await admin.register(tokenRoutes, { tokens: stores.tokens, audit, clock, onTokensChanged });
    const { webhooks, jobs } = stores;
    await admin.register(webhookRoutes, { webhooks, jobs, audit, push, clock, checkChannels: publisher.checkChannels });
    await admin.register(webSubRoutes, { readWebSub: push.webSub.report });
    await admin.register(auditRoutes, { audit: stores.audit });
    await admin.register(openapiRoutes, { routes, config });
    admin.get("/*", async ({ url }) => {
      throw new CourantError("NOT_FOUND", `There is nothing at ${shortPath(url)}.`);
    });
  };
  return createPublishingApp(config, withSessions, addAdminRoutes, addPublicRoutes);
}

/** Builds the part of the admin API that is about single articles and webhooks, for commands that work without a service. */
export function buildCollectionApp(
  config: Config,
  deps: PublishingAppDeps,
  articleDeps: ArticleDeps,
  webhookDeps: Omit<WebhookRoutesOptions, "audit">,
): Promise<FastifyInstance> {
  return createPublishingApp(
    () => config,
    deps,
    async (admin) => {
      await addArticleRoutes(admin, () => config, deps, articleDeps);
      await admin.register(webhookRoutes, {
        ...webhookDeps,
        audit: createAuditLog(articleDeps.stores.audit, deps.log),
      });
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

async function addSettingRoutes(admin: FastifyInstance, options: SourceRoutesOptions): Promise<void> {
  await admin.register(channelRoutes, options);
  await admin.register(settingRoutes, options);
  await admin.register(sourceRoutes, options);
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
      for (const url of ["/hub", "/hub/*"]) app.all(url, async (_request, reply) => refuseSubscriber(reply));
      await app.register(closedDashboard, { prefix: "/dashboard", config: () => config });
    },
  );
}

function createPublishingApp(
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
      await addAdminHooks(admin, { ...deps, isBelowPath: rootPath(config().environment.baseUrl) !== "" });
      await adminRoutes(admin);
    };
    await app.register(cookie);
    await app.register(adminScope, { prefix: "/admin" });
    await otherRoutes(app);
    if (!isBehindServing) await app.register(standaloneRoutes, deps);
  });
}
