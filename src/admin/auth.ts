import bearerAuth from "@fastify/bearer-auth";
import rateLimit from "@fastify/rate-limit";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import { CourantError } from "../errors.ts";

export type AuthOptions = {
  token: string;
  /** Says where to find the token; part of the answer to a request without the right one. */
  tokenHint: string;
  log: FastifyBaseLogger;
  /** How many wrong tokens a client may send within `failureWindowMs`. */
  maxFailures?: number;
  failureWindowMs?: number;
  /** Requests that need no token. */
  exempt?: (request: FastifyRequest) => boolean;
};

/**
 * Admits only requests with the admin token (RFC 6750 section 2.1) to the scope that registers this plugin. The comparison
 * takes constant time. A client that keeps sending wrong tokens is answered 429 until the window is over. The right token
 * is always admitted, so that nobody can lock an admin out; its length protects it against guessing.
 */
export const auth = fp(async function auth(scope: FastifyInstance, options: AuthOptions) {
  const { token, tokenHint, log, maxFailures = 10, failureWindowMs = 60_000, exempt = () => false } = options;
  await scope.register(rateLimit, { global: false });
  await scope.register(bearerAuth, {
    keys: new Set([token]),
    addHook: false,
    specCompliance: "rfc6749",
    verifyErrorLogLevel: "debug",
  });
  const countFailure = scope.createRateLimit({
    max: maxFailures,
    timeWindow: failureWindowMs,
    keyGenerator: ({ ip }) => ip,
  });

  scope.addHook("onRequest", async (request, reply) => {
    if (exempt(request)) return;
    const refusal = await new Promise((resolve) => scope.verifyBearerAuth?.(request, reply, resolve));
    if (!refusal) return;
    const hasToken = /^bearer\s/i.test(request.headers.authorization ?? "");
    const challenge = `Bearer realm="Courant admin"${hasToken ? ', error="invalid_token"' : ""}`;
    const headers = { "www-authenticate": challenge, "cache-control": "no-store" };
    const failures = hasToken ? await countFailure(request) : undefined;
    if (failures && !failures.isAllowed && failures.isExceeded) {
      log.warn({ ip: request.ip }, "too many wrong admin tokens");
      throw new CourantError(
        "TOO_MANY_FAILURES",
        `Too many wrong tokens came from your address. Wait ${failures.ttlInSeconds} seconds, then send the right one.`,
        { headers: { ...headers, "retry-after": String(failures.ttlInSeconds) } },
      );
    }
    throw new CourantError(
      "UNAUTHORIZED",
      `${hasToken ? "The token is not the right one." : "Send “Authorization: Bearer TOKEN”."} ${tokenHint}`,
      { headers },
    );
  });
});
