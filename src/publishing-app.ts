import helmet from "@fastify/helmet";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from "fastify";
import { Registry } from "prom-client";
import { createArticleChanges } from "./admin/article-changes.ts";
import { articleListRoutes } from "./admin/article-list-routes.ts";
import { articleRoutes } from "./admin/article-routes.ts";
import { createAuditLog } from "./admin/audit-log.ts";
import { auditRoutes } from "./admin/audit-routes.ts";
import { type AuthOptions, auth } from "./admin/auth.ts";
import { channelRoutes } from "./admin/channel-routes.ts";
import { draftRoutes } from "./admin/draft-routes.ts";
import { exportRoutes } from "./admin/export-routes.ts";
import { importRoutes } from "./admin/import-routes.ts";
import { mediaRoutes } from "./admin/media-routes.ts";
import { metricsRoutes } from "./admin/metrics-routes.ts";
import type { PublishingMetrics } from "./admin/publishing-metrics.ts";
import { relativeAddress } from "./admin/relative-address.ts";
import { addRequestRules } from "./admin/request-rules.ts";
import { revisionRoutes } from "./admin/revision-routes.ts";
import { runRoutes } from "./admin/run-routes.ts";
import type { SettingRoutesOptions } from "./admin/setting-requests.ts";
import { settingRoutes } from "./admin/setting-routes.ts";
import { type SourceRoutesOptions, sourceRoutes } from "./admin/source-routes.ts";
import { starterRoutes } from "./admin/starter-routes.ts";
import { statsRoutes } from "./admin/stats-routes.ts";
import { tokenRoutes } from "./admin/token-routes.ts";
import { webhookRoutes } from "./admin/webhook-routes.ts";
import { createApp } from "./app.ts";
import { rootPath } from "./article/root-path.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/schema.ts";
import { CourantError, excerpt, hideSecrets, shortPath } from "./errors.ts";
import { connectionLimits } from "./http/limits.ts";
import { matchAddresses } from "./http/trusted-addresses.ts";
import type { IngestQueue } from "./ingest-queue/queue.ts";
import type { Publisher } from "./publish/publisher.ts";
import type { Push } from "./push/push.ts";
import type { SearchFollower } from "./search/follow.ts";
import type { Poller } from "./sources/poller.ts";
import type { Stores } from "./stores/stores.ts";
import type { MediaLibrary } from "./uploads/library.ts";

/*
 * The Fastify application of the publishing process: the admin API. It opens and closes nothing; everything that it needs
 * is an argument.
 */

export type AdminDeps = {
  stores: Pick<
    Stores,
    | "articles"
    | "audience"
    | "audit"
    | "channelValues"
    | "drafts"
    | "jobs"
    | "mediaFacts"
    | "revisions"
    | "tokens"
    | "transfer"
    | "webhooks"
  >;
  publisher: Publisher;
  /** Saves in the collection what serving has counted so far. */
  saveAudience: () => Promise<void>;
  /** Called after each change of the collection. `isMoreComing`: more changes follow, as during an import. */
  onChanged: (isMoreComing?: boolean) => void;
  /** Called after a token was made or revoked. */
  onTokensChanged: () => Promise<void>;
  /** Lets the index of words follow the collection. */
  search: SearchFollower;
  /** Reads everything that comes in. */
  queue: IngestQueue;
  /** Keeps uploaded media. */
  library: MediaLibrary;
  /** Returns the poller of sources once it is started. */
  poller: () => Poller | undefined;
  push: Push;
  /** The configuration in force, and its changes. */
  liveSettings: SettingRoutesOptions["settings"];
  /** Requests a source and reads its answer, without storing anything. */
  preview: SourceRoutesOptions["preview"];
};

export type PublishingAppDeps = {
  clock: Clock;
  auth: AuthOptions;
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
    search,
    queue,
    library,
    publisher,
    saveAudience,
    onChanged,
    onTokensChanged,
    poller,
    push,
    liveSettings,
    preview,
  }: AdminDeps,
): Promise<FastifyInstance> {
  const { clock } = deps;
  const audit = createAuditLog(stores.audit, deps.log);
  return createPublishingApp(config, deps, async (admin) => {
    await admin.register(runRoutes, { publisher, clock });
    await admin.register(statsRoutes, { stores, saveAudience, clock });
    await addArticleRoutes(admin, config, deps, { stores, search, queue, onChanged });
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
    });
    await admin.register(tokenRoutes, { tokens: stores.tokens, audit, clock, onTokensChanged });
    const { webhooks, jobs } = stores;
    await admin.register(webhookRoutes, { webhooks, jobs, audit, push, clock, checkChannels: publisher.checkChannels });
    await admin.register(auditRoutes, { audit: stores.audit });
    admin.get("/*", async ({ url }) => {
      throw new CourantError("NOT_FOUND", `There is nothing at ${shortPath(url)}.`);
    });
  });
}

/** Builds the part of the admin API that is about single articles, for commands that work without a service. */
export function buildArticlesApp(
  config: Config,
  deps: PublishingAppDeps,
  articleDeps: ArticleDeps,
): Promise<FastifyInstance> {
  return createPublishingApp(
    () => config,
    deps,
    (admin) => addArticleRoutes(admin, () => config, deps, articleDeps),
  );
}

type ArticleDeps = Pick<AdminDeps, "search" | "queue" | "onChanged"> & {
  stores: Pick<Stores, "articles" | "audit" | "channelValues" | "drafts" | "revisions">;
};

async function addArticleRoutes(
  admin: FastifyInstance,
  config: () => Config,
  { log }: Pick<PublishingAppDeps, "log">,
  { stores, search, queue, onChanged }: ArticleDeps,
): Promise<void> {
  const audit = createAuditLog(stores.audit, log);
  const changes = createArticleChanges({ stores, queue, settings: presentSettings(config), onChanged, audit });
  await admin.register(articleListRoutes, { ...stores, channels: () => config().channels, search, queue });
  await admin.register(articleRoutes, { stores, changes });
  await admin.register(draftRoutes, { stores, changes });
  await admin.register(revisionRoutes, { stores, changes, queue });
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
  );
}

/** The settings with which articles are read. Each is that of the configuration in force whenever it is read. */
function presentSettings(config: () => Config) {
  return {
    get baseUrl() {
      return config().site.url;
    },
    get origin() {
      return config().environment.baseUrl;
    },
    get frames() {
      return config().frames;
    },
    get timezone() {
      return config().schedule.timezone;
    },
  };
}

function createPublishingApp(
  config: () => Config,
  deps: PublishingAppDeps,
  adminRoutes: (admin: FastifyInstance) => Promise<void>,
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
      await addAdminHooks(admin, deps);
      if (rootPath(config().environment.baseUrl) !== "") addRelativeAddresses(admin);
      await adminRoutes(admin);
    };
    await app.register(adminScope, { prefix: "/admin" });
    if (!isBehindServing) await app.register(standaloneRoutes, deps);
  });
}

function addRelativeAddresses(admin: FastifyInstance): void {
  admin.addHook("onSend", async ({ url }, reply) => {
    const { location, link } = reply.getHeaders();
    if (typeof location === "string") reply.header("location", relativeAddress(location, url));
    if (typeof link === "string") {
      reply.header(
        "link",
        link.replace(/(?<=<)\/admin\/[^>]*/, (address) => relativeAddress(address, url)),
      );
    }
  });
}

/** The paths of a service that only publishes, beside the admin API: its health, its metrics, and where feeds are. */
async function standaloneRoutes(app: FastifyInstance, { auth, metrics }: PublishingAppDeps): Promise<void> {
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

/** Hides secrets in an address that a path names, percent-encoded. */
function withoutSecrets(url: string): string {
  try {
    return hideSecrets(decodeURIComponent(url));
  } catch {
    return hideSecrets(url);
  }
}

/** Serving marks the requests of clients that it cannot tell apart. */
function isMarkedAsShared({ headers }: FastifyRequest): boolean {
  return headers["x-courant-client"] === "unknown";
}

/** Adds the log, the security headers, the authentication and the rules for requests of the admin scope. */
async function addAdminHooks(
  admin: FastifyInstance,
  deps: Pick<PublishingAppDeps, "auth" | "log" | "isBehindServing">,
): Promise<void> {
  admin.addHook("onResponse", async (request, { statusCode, elapsedTime }) => {
    const { method, url, ip, actor } = request;
    const by = actor === "" ? undefined : actor;
    const ms = Math.round(elapsedTime);
    deps.log.info({ method, url: excerpt(withoutSecrets(url)), ip, by, status: statusCode, ms }, "admin");
  });
  admin.addHook("onRequest", async (_request, reply) => {
    reply.header("cache-control", "no-store");
  });
  await admin.register(helmet, { contentSecurityPolicy: false, strictTransportSecurity: false });
  await admin.register(auth, deps.isBehindServing ? { ...deps.auth, isShared: isMarkedAsShared } : deps.auth);
  addRequestRules(admin);
  // A client with a valid token may wait for long work.
  admin.addHook("onRequest", async ({ raw }) => {
    // A call within a process has no socket with a time limit.
    raw.socket.setTimeout?.(0);
  });
}
