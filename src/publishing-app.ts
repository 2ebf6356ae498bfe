import type { FastifyInstance } from "fastify";
import { type ArticleDeps, addArticleRoutes, presentSettings } from "./admin/article-scope.ts";
import { createAuditLog } from "./admin/audit-log.ts";
import { auditRoutes } from "./admin/audit-routes.ts";
import type { RecogniseToken } from "./admin/authenticate.ts";
import { exportRoutes } from "./admin/export-routes.ts";
import { hubRoutes } from "./admin/hub/hub-routes.ts";
import { importLinksRoutes } from "./admin/import-links-routes.ts";
import { type ImportRoutesOptions, importRoutes } from "./admin/import-routes.ts";
import { mediaRoutes } from "./admin/media-routes.ts";
import type { DiskUse } from "./admin/openapi/schemas/disk-use.ts";
import { collectRoutes, openapiRoutes } from "./admin/openapi-routes.ts";
import { type OverviewDeps, overviewRoutes } from "./admin/overview-routes.ts";
import { type PreviewRoutesOptions, previewRoutes } from "./admin/preview-routes.ts";
import { runRoutes } from "./admin/run-routes.ts";
import { createSessionAuth } from "./admin/session-auth.ts";
import { sessionRoutes } from "./admin/session-routes.ts";
import { createSessions } from "./admin/sessions.ts";
import type { SettingRoutesOptions } from "./admin/setting-requests.ts";
import { addSettingRoutes } from "./admin/setting-scope.ts";
import type { SourceRoutesOptions } from "./admin/source-routes.ts";
import { starterRoutes } from "./admin/starter-routes.ts";
import { statsRoutes } from "./admin/stats-routes.ts";
import { type SubscriberRoutesOptions, subscriberRoutes } from "./admin/subscriber-routes.ts";
import { tokenRoutes } from "./admin/token-routes.ts";
import { webhookRoutes } from "./admin/webhook-routes.ts";
import { webSubRoutes } from "./admin/websub-routes.ts";
import type { Config } from "./config/schema.ts";
import { dashboard } from "./dashboard/dashboard.ts";
import { isDashboardHost, publicOrigins } from "./dashboard/door.ts";
import { CourantError, shortPath } from "./errors.ts";
import { createLentTokens } from "./micropub/lent-tokens.ts";
import { isOwner } from "./micropub/owner.ts";
import { micropubRoutes } from "./micropub/routes.ts";
import type { AskTokenEndpoint } from "./micropub/writer.ts";
import type { Publisher } from "./publish/publisher.ts";
import { createPublishingApp, type PublishingAppDeps } from "./publishing-base.ts";
import type { Push } from "./push/push.ts";
import type { Poller } from "./sources/poller.ts";
import type { Stores } from "./stores/stores.ts";
import type { MediaLibrary } from "./uploads/library.ts";

/*
 * The Fastify application of the publishing process: the admin API. It opens and closes nothing; everything that it needs
 * is an argument.
 */

export type AdminDeps = ArticleDeps & {
  stores: Pick<
    Stores,
    "audience" | "jobs" | "mediaFacts" | "selections" | "sessions" | "subscribers" | "tokens" | "transfer" | "webhooks"
  >;
  /** Recognises tokens by their hashes, for browser sessions. */
  recogniseToken: RecogniseToken;
  publisher: Publisher;
  /** Saves in the collection what serving has counted so far. */
  saveAudience: () => Promise<void>;
  /** Says what each kind of record takes on disk. */
  readDiskUse: () => Promise<DiskUse>;
  /** Finds what needs attention, and when the next scheduled run is. */
  watch: Pick<OverviewDeps, "findAttention" | "readDisks" | "readNode" | "nextRun">;
  /** Called after a token was made or revoked. */
  onTokensChanged: () => Promise<void>;
  /** Tells serving which addresses of private channels are valid now. */
  publishSubscribers: SubscriberRoutesOptions["publishSubscribers"];
  /** Overwrites what the database left behind of erased articles and subscribers. */
  scrub: SubscriberRoutesOptions["scrub"];
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
    erase,
    onTokensChanged,
    publishSubscribers,
    scrub,
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
      channels: () => config().channels,
      log: deps.log,
    });
    await app.register(dashboard, { prefix: "/dashboard", config, clock, log: deps.log, inject: app.inject.bind(app) });
  };
  const addAdminRoutes = async (admin: FastifyInstance) => {
    const routes = collectRoutes(admin);
    await admin.register(sessionRoutes, { sessions, audit });
    await admin.register(runRoutes, { publisher, clock });
    await admin.register(statsRoutes, {
      stores,
      saveAudience,
      readDiskUse,
      readWebSub: push.webSub.report,
      readPurge: push.readPurge,
      clock,
    });
    await admin.register(overviewRoutes, { ...watch, config, publisher, stores, saveAudience, clock });
    await addArticleRoutes(admin, config, deps, { stores, search, queue, onChanged, erase });
    await admin.register(previewRoutes, { config, queue, settings: presentSettings(config), clock, checkLinks });
    await admin.register(starterRoutes, { articles: stores.articles, onChanged, audit });
    await admin.register(exportRoutes, { transfer: stores.transfer });
    await admin.register(mediaRoutes, { library, baseUrl: config().environment.baseUrl, audit });
    await addSettingRoutes(admin, {
      settings: liveSettings,
      audit,
      clock,
      poller,
      preview,
      selections: stores.selections,
    });
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
    const { subscribers, webhooks, jobs } = stores;
    await admin.register(subscriberRoutes, {
      subscribers,
      config,
      publishSubscribers,
      scrub,
      saveAudience,
      audit,
      clock,
    });
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
