import helmet from "@fastify/helmet";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from "fastify";
import { articleRoutes } from "./admin/article-routes.ts";
import { type AuthOptions, auth } from "./admin/auth.ts";
import { importRoutes } from "./admin/import-routes.ts";
import { runRoutes } from "./admin/run-routes.ts";
import type { Clock } from "./clock.ts";
import type { Collection } from "./collection/collection.ts";
import type { Config } from "./config/schema.ts";
import { CourantError } from "./errors.ts";
import type { Publisher } from "./publish/publisher.ts";
import { styleHash } from "./render/page.ts";
import { documentRoutes } from "./serve/document-routes.ts";
import { healthRoutes } from "./serve/health-routes.ts";

export type AppDeps = {
  collection: Collection;
  publisher: Publisher;
  clock: Clock;
  auth: AuthOptions;
  /** Called after each change of the collection. */
  changed: () => void;
  logger: FastifyServerOptions["logger"];
};

/** Pages run no script and load nothing but the pictures, sounds and films of articles. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src ${styleHash}`,
  "img-src http: https: data:",
  "media-src http: https:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** Bytes. */
const articleLimit = 4 * 1024 * 1024;
const importLimit = 64 * 1024 * 1024;

/** The whole service as a Fastify application, ready to listen or to be injected into. It opens and closes nothing. */
export async function buildApp(config: Config, deps: AppDeps): Promise<FastifyInstance> {
  const { collection, publisher, clock, changed } = deps;
  const { site, serving } = config;
  const app = Fastify({
    logger: deps.logger ?? false,
    logController: new LogController({ disableRequestLogging: isPublic }),
    trustProxy: serving.trustedProxies.length > 0 ? serving.trustedProxies : false,
    bodyLimit: articleLimit,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    requestTimeout: 60_000,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: "array" } },
    routerOptions: { maxParamLength: 8192 },
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerNotFound);

  await app.register(documentRoutes, {
    source: publisher,
    clock,
    contentSecurityPolicy,
    staleness: serving,
  });
  await app.register(healthRoutes, { source: publisher });
  await app.register(
    async (admin) => {
      await admin.register(auth, deps.auth);
      await admin.register(helmet);
      admin.setNotFoundHandler(answerNotFound);
      await admin.register(runRoutes, { publisher });
      await admin.register(articleRoutes, { collection, siteUrl: site.url, changed });
      await admin.register(importRoutes, { collection, siteUrl: site.url, changed, bodyLimit: importLimit });
    },
    { prefix: "/admin" },
  );
  return app;
}

function answerNotFound(request: FastifyRequest): never {
  throw new CourantError("NOT_FOUND", `There is nothing at ${request.method} ${request.url.split("?")[0]}.`);
}

/** Requests of readers are too many to log one by one; those of admins are all logged. */
function isPublic(request: { url?: string }): boolean {
  return !request.url?.startsWith("/admin");
}

/** Every error leaves as RFC 9457 problem details; what is Courant's own fault is told to the log only. */
function answerError(thrown: FastifyError | CourantError, request: FastifyRequest, reply: FastifyReply) {
  const error = toCourantError(thrown);
  if (error.status >= 500 && error.code === "INTERNAL")
    request.log.error({ err: thrown, url: request.url }, "request failed");
  return reply
    .code(error.status)
    .headers(error.headers)
    .type("application/problem+json")
    .send(JSON.stringify(error.toProblem()));
}

function toCourantError(error: FastifyError | CourantError): CourantError {
  if (error instanceof CourantError) return error;
  const status = error.statusCode ?? 500;
  if (status === 413) {
    return new CourantError("BODY_TOO_LARGE", `${error.message}. Send it in parts, or as NDJSON with fewer lines.`);
  }
  if (status >= 400 && status < 500) return new CourantError("BODY_INVALID", error.message, { cause: error });
  return new CourantError("INTERNAL", "The request failed inside Courant. Its log says why.", { cause: error });
}
