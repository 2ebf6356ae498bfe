import bearerAuth from "@fastify/bearer-auth";
import rateLimit from "@fastify/rate-limit";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import { CourantError } from "../errors.ts";

export type AuthOptions = {
  token: string;
  /** Where the token is written down, for whoever lacks it. */
  tokenHint: string;
  log: FastifyBaseLogger;
  /** How many wrong tokens a client may send within `failureWindow` milliseconds. */
  maxFailures?: number;
  failureWindowMs?: number;
  /** Requests that need no token. */
  exempt?: (request: FastifyRequest) => boolean;
};

/**
 * Lets only requests with the admin token (RFC 6750 section 2.1) into the scope that registers it.
 * The comparison takes constant time. A client that sends wrong tokens again and again is told so with 429 until the
 * window is over. The right token is always let in, so nobody can lock an admin out; that it cannot be guessed is up to
 * its length.
 */
export const auth = fp(async function auth(scope: FastifyInstance, options: AuthOptions) {
  const {
    token,
    tokenHint: tokenPlace,
    log,
    maxFailures = 10,
    failureWindowMs: failureWindow = 60_000,
    exempt = () => false,
  } = options;
  await scope.register(rateLimit, { global: false });
  await scope.register(bearerAuth, {
    keys: new Set([token]),
    addHook: false,
    specCompliance: "rfc6749",
    verifyErrorLogLevel: "debug",
  });
  const countFailure = scope.createRateLimit({
    max: maxFailures,
    timeWindow: failureWindow,
    keyGenerator: ({ ip }) => ip,
  });

  scope.addHook("onRequest", async (request, reply) => {
    if (exempt(request)) return;
    const refused = await new Promise((resolve) => scope.verifyBearerAuth?.(request, reply, resolve));
    if (!refused) return;
    const presented = /^bearer\s/i.test(request.headers.authorization ?? "");
    const challenge = `Bearer realm="Courant admin"${presented ? ', error="invalid_token"' : ""}`;
    const headers = { "www-authenticate": challenge, "cache-control": "no-store" };
    const failures = presented ? await countFailure(request) : undefined;
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
      `${presented ? "The token is not the right one." : "Send “Authorization: Bearer TOKEN”."} ${tokenPlace}`,
      { headers },
    );
  });
});
