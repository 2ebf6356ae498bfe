import Fastify, { type FastifyBaseLogger, type FastifyInstance } from "fastify";
import type { Config } from "./config/schema.ts";
import { connectionLimits } from "./http/limits.ts";
import { answerClientError } from "./http/refusal.ts";
import { createHttpServer, type ServerOptions } from "./http/server.ts";
import { trackMethods } from "./plugins/allowed-methods.ts";
import { createErrorHandler, problemDetails } from "./plugins/problems.ts";
import { setPeerAddress, socketPeerAddress } from "./plugins/socket-peer.ts";

/* The Fastify application that serving and publishing have in common: its server with limits, its errors, its methods. */

export type AppOptions = {
  log: FastifyBaseLogger;
  maxConnections: number;
  /** Whether every request comes from serving on this machine, which names the client in X-Forwarded-For. */
  isBehindServing?: boolean;
  /** Whether routes have schemas. Otherwise the libraries that compile them are not loaded, 120 modules in each thread. */
  hasSchemas: boolean;
} & ServerOptions;

const maxArticleBytes = 4 * 1024 * 1024;

/** TypeBox makes the schemas, so the schema of schemas, which takes as long to compile as all of them, is left out. */
const ajv = {
  customOptions: { removeAdditional: false, coerceTypes: "array", meta: false, validateSchema: false },
} as const;

const refuseSchema = () => () => {
  throw new Error("This application has no schemas: build it with `hasSchemas`.");
};

const withoutCompilers = { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } };

/** Builds an application. @param addRoutes adds its routes; every other method of their paths is refused */
export async function createApp(
  config: Config,
  { log, maxConnections, hasSchemas, isBehindServing = false, answersHalfClosed = false }: AppOptions,
  addRoutes: (app: FastifyInstance) => Promise<void>,
): Promise<FastifyInstance> {
  const { serving, environment } = config;
  const isOnSocket = isBehindServing || environment.socket !== undefined;
  const trusted = isBehindServing ? [socketPeerAddress] : serving.trustedProxies;
  const trustProxy = isOnSocket ? [socketPeerAddress, ...trusted] : trusted;
  const answerError = createErrorHandler(log, isBehindServing);
  const app = Fastify({
    trustProxy: trustProxy.length > 0 ? trustProxy : false,
    bodyLimit: maxArticleBytes,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    serverFactory: (handler) =>
      createHttpServer(handler, { ...connectionLimits, maxConnections }, { answersHalfClosed }),
    ...(hasSchemas ? { ajv } : { schemaController: withoutCompilers }),
    routerOptions: { maxParamLength: 8192 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  });
  if (isOnSocket) setPeerAddress(app);
  const refuseOtherMethods = trackMethods(app);
  await app.register(problemDetails, { answerError });
  await addRoutes(app);
  refuseOtherMethods();
  return app;
}
