import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { AuthOptions } from "./admin/auth.ts";
import { type MetricsOptions, metricsRoutes } from "./admin/metrics-routes.ts";
import { type AppOptions, createApp } from "./app.ts";
import { rootPath } from "./article/root-path.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/schema.ts";
import { CourantError, shortPath } from "./errors.ts";
import { channelPaths } from "./render/format.ts";
import { fillNearestFeed } from "./render/page/nearest-feed.ts";
import { scriptHash } from "./render/page/script.ts";
import { styleHash } from "./render/page/style.ts";
import type { AddressUses } from "./serve/address-uses.ts";
import { type AdminProxyOptions, adminProxyRoutes } from "./serve/admin-proxy-routes.ts";
import type { DocumentSource } from "./serve/answer-document.ts";
import { createMediaAnswerer } from "./serve/answer-media.ts";
import type { AudienceCounter } from "./serve/audience.ts";
import { documentRoutes } from "./serve/document-routes.ts";
import type { DownloadCounter } from "./serve/downloads.ts";
import type { Hash } from "./serve/hash.ts";
import { type HealthSource, healthRoutes } from "./serve/health-routes.ts";
import { createPacer } from "./serve/pacer.ts";
import type { PollMemory } from "./serve/poll-memory.ts";

/*
 * The Fastify application of a serving thread: the public documents, the health and the metrics. It hands `/admin` on to
 * the publishing process. It opens and closes nothing; everything that it needs is an argument.
 */

export type ServingAppDeps = {
  source: DocumentSource;
  health: HealthSource["health"];
  audience: AudienceCounter;
  /** Notes how private addresses are used. */
  uses: AddressUses;
  clock: Clock;
  hash: Hash;
  countDownload: DownloadCounter;
  notePoll: PollMemory;
  readMetrics: MetricsOptions["readMetrics"];
  auth: AuthOptions;
  /** Finds the publishing process; undefined when this machine has none, and `/admin` is answered 404. */
  findPublishing: AdminProxyOptions["findPublishing"] | undefined;
  /** Tells whether caches are purged of what changes. */
  isPurging: () => boolean;
  /** How many connections this thread may have. */
  maxConnections: number;
  /** Chooses what answers each request to the server of the application. */
  answerWith: NonNullable<AppOptions["answerWith"]>;
  /** Fastify itself gets no logger: it would create one for each request, at a tenth of the cost of a poll. */
  log: FastifyBaseLogger;
};

/** Pages run one script of Courant, and load only the images, audio, video and frames of articles. */
function contentSecurityPolicyOf({ frames }: Config): string {
  return [
    "default-src 'none'",
    `script-src ${scriptHash}`,
    `style-src ${styleHash}`,
    "img-src http: https: data:",
    "media-src http: https:",
    ...(frames.length > 0 ? [`frame-src ${frames.map((host) => `https://${host}`).join(" ")}`] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join("; ");
}

/** Builds the application of a serving thread, ready to listen. */
export function buildServingApp(config: Config, deps: ServingAppDeps): Promise<FastifyInstance> {
  const { source, health, findPublishing, isPurging, maxConnections, answerWith, log, ...rest } = deps;
  const { serving } = config;
  const contentSecurityPolicy = contentSecurityPolicyOf(config);
  const root = rootPath(config.environment.baseUrl);
  const publicSlugs = config.channels.filter(({ access }) => access !== "private").map(({ slug }) => slug);
  const expected = new Set(["/", ...publicSlugs.flatMap(channelPaths)]);
  const options = { log, maxConnections, hasSchemas: false, answersHalfClosed: true, answerWith };
  return createApp(config, options, async (app) => {
    await app.register(documentRoutes, {
      ...rest,
      source,
      answerMedia: createMediaAnswerer({
        folder: config.environment.feedsDir,
        clock: deps.clock,
        pacer: createPacer(),
      }),
      expected,
      contentSecurityPolicy,
      staleness: serving,
      purging: config.purge.length > 0 ? isPurging : undefined,
      root,
      siteChannel: publicSlugs[0],
      fillMissingPage: fillNearestFeed,
      log,
    });
    await app.register(healthRoutes, { source: { view: source.view, health } });
    await app.register(metricsRoutes, { readMetrics: deps.readMetrics, auth: deps.auth, isOpen: serving.openMetrics });
    if (findPublishing) await app.register(adminProxyRoutes, { findPublishing, log });
    else
      for (const url of ["/admin/*", "/dashboard", "/dashboard/*", "/hub", "/hub/*", "/micropub", "/micropub/*"])
        app.all(url, refuseAdmin);
  });
}

async function refuseAdmin({ url }: { url: string }): Promise<never> {
  throw new CourantError(
    "NOT_FOUND",
    `There is nothing at ${shortPath(url)}: this service only serves feeds. Ask the service that publishes them.`,
  );
}
