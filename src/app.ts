import type { RequestListener } from "node:http";
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
  /** Tells whether a client is a proxy that is trusted; without it, the configuration names those. */
  isTrusted?: (address: string) => boolean;
  /** Chooses what answers each request to the server of this application. */
  answerWith?: (own: RequestListener) => RequestListener;
} & ServerOptions;

const maxArticleBytes = 4 * 1024 * 1024;

/** TypeBox makes the schemas, so the schema of schemas, which takes as long to compile as all of them, is left out. */
const ajv = {
  customOptions: { removeAdditional: false, coerceTypes: "array", meta: false, validateSchema: false },
} as const;

const refuseSchema = () => () => {
  throw new Error("This application has no schemas: build it with `hasSchemas`.");
};

const noCompilers = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

async function lazyCompilers() {
  const { lazyValidators } = await import("./plugins/lazy-validators.ts");
  return { buildValidator: lazyValidators };
}

/** Builds an application. @param addRoutes adds its routes; every other method of their paths is refused */
export async function createApp(
  config: Config,
  options: AppOptions,
  addRoutes: (app: FastifyInstance) => Promise<void>,
): Promise<FastifyInstance> {
  const { log, maxConnections, hasSchemas, isBehindServing = false, answersHalfClosed = false } = options;
  const { isTrusted, answerWith = (own) => own } = options;
  const { serving, environment } = config;
  const isOnSocket = isBehindServing || environment.socket !== undefined;
  const trusted = isBehindServing ? [socketPeerAddress] : serving.trustedProxies;
  const trustProxy = isOnSocket ? [socketPeerAddress, ...trusted] : trusted;
  const answerError = createErrorHandler(log, isBehindServing);
  const app = Fastify({
    trustProxy: isTrusted && !isOnSocket ? isTrusted : trustProxy.length > 0 ? trustProxy : false,
    bodyLimit: maxArticleBytes,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    serverFactory: (handler) =>
      createHttpServer(answerWith(handler), { ...connectionLimits, maxConnections }, { answersHalfClosed }),
    ajv,
    schemaController: { compilersFactory: hasSchemas ? await lazyCompilers() : noCompilers },
    routerOptions: { maxParamLength: 8192 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  });
  if (isOnSocket) setPeerAddress(app);
  // A connection that closes while serving sends a body would take the answer away.
  if (isBehindServing) app.addHook("onSend", async (_request, reply) => void reply.removeHeader("connection"));
  const refuseOtherMethods = trackMethods(app);
  await app.register(problemDetails, { answerError });
  await addRoutes(app);
  refuseOtherMethods();
  return app;
}
