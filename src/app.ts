import helmet from "@fastify/helmet";
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from "fastify";
import { articleRoutes } from "./admin/article-routes.ts";
import { type AuthOptions, auth } from "./admin/auth.ts";
import { exportRoutes } from "./admin/export-routes.ts";
import { importRoutes } from "./admin/import-routes.ts";
import { metricsRoutes } from "./admin/metrics-routes.ts";
import { runRoutes } from "./admin/run-routes.ts";
import { sourceRoutes } from "./admin/source-routes.ts";
import { starterRoutes } from "./admin/starter-routes.ts";
import { statsRoutes } from "./admin/stats-routes.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/schema.ts";
import { CourantError, excerpt, shortPath } from "./errors.ts";
import { connectionLimits } from "./http/limits.ts";
import { answerClientError } from "./http/refusal.ts";
import { createHttpServer } from "./http/server.ts";
import { trackMethods } from "./plugins/allowed-methods.ts";
import { createErrorHandler, problemDetails } from "./plugins/problems.ts";
import { setPeerAddress, socketPeerAddress } from "./plugins/socket-peer.ts";
import { channelPaths } from "./publish/channel-documents.ts";
import type { Publisher } from "./publish/publisher.ts";
import { scriptHash, styleHash } from "./render/page.ts";
import type { Audience } from "./serve/audience.ts";
import { documentRoutes } from "./serve/document-routes.ts";
import { healthRoutes } from "./serve/health-routes.ts";
import type { Poller } from "./sources/poller.ts";
import type { Stores } from "./stores/stores.ts";

/*
 * The Fastify application: it registers the routes of serving and of the admin API. Only `commands` imports it. It opens
 * and closes nothing; everything that it needs is an argument.
 */

/** The dependencies of the public paths. */
export type PublicDeps = {
  publisher: Pick<Publisher, "snapshot" | "read" | "isLost" | "onFinished" | "openFailures">;
  /** Counts the requests. */
  audience: Audience;
  clock: Clock;
  auth: AuthOptions;
  /** Returns the time of the next scheduled regeneration. */
  nextRun: () => Date | undefined;
  /** Fastify itself gets no logger: it would create one for each request, at a tenth of the cost of a poll. */
  log: FastifyBaseLogger;
};

export type AppDeps = PublicDeps & {
  stores: Pick<Stores, "articles" | "audience" | "mediaFacts" | "transfer">;
  publisher: Publisher;
  /** Saves the counts so far in the collection. */
  saveAudience: () => Promise<void>;
  /** Called after each change of the collection. */
  changed: () => void;
  /** Returns the poller of sources once it is started. */
  poller: () => Poller | undefined;
};

/** Pages run one script of Courant, and load only the images, audio and video of articles. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src ${scriptHash}`,
  `style-src ${styleHash}`,
  "img-src http: https: data:",
  "media-src http: https:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

const maxArticleBytes = 4 * 1024 * 1024;
const maxImportBytes = 64 * 1024 * 1024;

/** Builds the whole service as a Fastify application, ready to listen or for `inject`. */
export function buildApp(config: Config, deps: AppDeps): Promise<FastifyInstance> {
  const { stores, publisher, saveAudience, clock, changed, poller } = deps;
  const { url: siteUrl } = config.site;
  const { baseUrl: origin } = config.environment;
  return createApp(config, deps, async (admin) => {
    await admin.register(runRoutes, { publisher, clock });
    await admin.register(statsRoutes, { stores, saveAudience, clock });
    await admin.register(articleRoutes, { articles: stores.articles, siteUrl, origin, changed });
    await admin.register(starterRoutes, { articles: stores.articles, changed });
    await admin.register(exportRoutes, { transfer: stores.transfer });
    await admin.register(sourceRoutes, { poller, clock });
    await admin.register(importRoutes, { stores, siteUrl, origin, changed, bodyLimit: maxImportBytes });
    admin.get("/*", async ({ url }) => {
      throw new CourantError("NOT_FOUND", `There is nothing at ${shortPath(url)}.`);
    });
  });
}

/** Builds the public paths alone, for a service without a usable collection: each admin call fails with the refusal. */
export function buildPublicApp(config: Config, deps: PublicDeps, refusal: CourantError): Promise<FastifyInstance> {
  return createApp(config, deps, async (admin) => {
    admin.all("/*", {
      async onRequest() {
        throw refusal;
      },
      handler: () => undefined,
    });
  });
}

async function createApp(
  config: Config,
  deps: PublicDeps,
  adminRoutes: (admin: FastifyInstance) => Promise<void>,
): Promise<FastifyInstance> {
  const { publisher, audience, clock, nextRun, log } = deps;
  const { serving } = config;
  const { socket } = config.environment;
  const trusted = socket === undefined ? serving.trustedProxies : [socketPeerAddress, ...serving.trustedProxies];
  const answerError = createErrorHandler(log);
  const app = Fastify({
    trustProxy: trusted.length > 0 ? trusted : false,
    bodyLimit: maxArticleBytes,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    serverFactory: (handler) => createHttpServer(handler, connectionLimits),
    ajv: { customOptions: { removeAdditional: false, coerceTypes: "array" } },
    routerOptions: { maxParamLength: 8192 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  });
  if (socket !== undefined) setPeerAddress(app);
  const expected = new Set(["/", ...config.channels.flatMap(({ slug }) => channelPaths(slug))]);
  const refuseOtherMethods = trackMethods(app);
  await app.register(problemDetails, { answerError });
  await app.register(documentRoutes, {
    source: publisher,
    expected,
    clock,
    audience,
    contentSecurityPolicy,
    staleness: serving,
    log,
  });
  await app.register(healthRoutes, { source: publisher });
  await app.register(metricsRoutes, {
    publisher,
    audience: audience.counts,
    clock,
    nextRun,
    auth: deps.auth,
    isOpen: serving.openMetrics,
  });
  const adminScope = async (admin: FastifyInstance) => {
    await addAdminHooks(admin, deps);
    await adminRoutes(admin);
  };
  await app.register(adminScope, { prefix: "/admin" });
  refuseOtherMethods();
  return app;
}

/** Adds the log, the security headers and the authentication of the admin scope. */
async function addAdminHooks(admin: FastifyInstance, deps: Pick<PublicDeps, "auth" | "log">): Promise<void> {
  admin.addHook("onResponse", async (request, { statusCode, elapsedTime }) => {
    const { method, url, ip } = request;
    deps.log.info({ method, url: excerpt(url), ip, status: statusCode, ms: Math.round(elapsedTime) }, "admin");
  });
  admin.addHook("onRequest", async (_request, reply) => {
    reply.header("cache-control", "no-store");
  });
  await admin.register(helmet, { contentSecurityPolicy: false, strictTransportSecurity: false });
  await admin.register(auth, deps.auth);
  // A client with a valid token may wait for long work.
  admin.addHook("onRequest", async ({ raw }) => {
    raw.socket.setTimeout(0);
  });
}
