import { createHash, timingSafeEqual } from "node:crypto";
import bearerAuth from "@fastify/bearer-auth";
import rateLimit from "@fastify/rate-limit";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import { isSharedAddress, networkOf } from "../http/networks.ts";
import { createAnswerDelay } from "./answer-delay.ts";
import { adminActor } from "./scopes.ts";

export type AuthOptions = {
  /** Returns the admin token; undefined while it is not known. */
  token: () => string | undefined;
  /** Says where to find the token; part of the answer to a request without the right one. */
  tokenHint: () => string;
  log: FastifyBaseLogger;
  clock: Clock;
  /** How many wrong tokens may come from a network within `failureWindowMs`. */
  maxFailures?: number;
  failureWindowMs?: number;
  /** Requests that need no token. */
  exempt?: (request: FastifyRequest) => boolean;
  /** Tells whether many clients may have the address of a request. */
  isShared?: (request: FastifyRequest) => boolean;
};

/** How long a client that cannot be told apart is asked to wait when too many answers are held back. */
const sharedRetrySeconds = 2;

/**
 * Admits only requests with the admin token (RFC 6750 section 2.1) to the scope that registers this plugin. The
 * comparison takes constant time. A network (an IPv4 address, or the /64 of an IPv6 address) that keeps sending wrong
 * tokens is answered 429 until the window is over. Where clients cannot be told apart, the answer to a wrong token is
 * held back instead. The right token is always admitted at once, so that nobody can lock an admin out; its length
 * protects it against guessing.
 */
export const auth = fp(async function auth(scope: FastifyInstance, options: AuthOptions) {
  const { token, tokenHint, log, clock, maxFailures = 10, failureWindowMs = 60_000 } = options;
  const { exempt = () => false, isShared = isSharedAddress } = options;
  await scope.register(rateLimit, { global: false });
  await scope.register(bearerAuth, {
    keys: new Set<string>(),
    auth: (given: string) => isSame(given, token()),
    addHook: false,
    specCompliance: "rfc6749",
    verifyErrorLogLevel: "debug",
  });
  const countFailure = scope.createRateLimit({
    max: maxFailures,
    timeWindow: failureWindowMs,
    keyGenerator: ({ ip }) => networkOf(ip),
  });
  const holdBack = createAnswerDelay({ clock, quietMs: failureWindowMs });
  scope.decorateRequest("actor", adminActor);

  /** Slows down the sender of a wrong token. @returns the seconds to wait where the sender is refused */
  async function slowDown(request: FastifyRequest): Promise<number | undefined> {
    if (isShared(request)) return (await holdBack()) ? undefined : sharedRetrySeconds;
    const failures = await countFailure(request);
    return !failures.isAllowed && failures.isExceeded ? failures.ttlInSeconds : undefined;
  }

  scope.addHook("onRequest", async (request, reply) => {
    if (exempt(request)) return;
    const refusal = await new Promise((resolve) => scope.verifyBearerAuth?.(request, reply, resolve));
    if (!refusal) return;
    const hasToken = /^bearer\s/i.test(request.headers.authorization ?? "");
    const challenge = `Bearer realm="Courant admin"${hasToken ? ', error="invalid_token"' : ""}`;
    const headers = { "www-authenticate": challenge, "cache-control": "no-store" };
    const retrySeconds = hasToken ? await slowDown(request) : undefined;
    if (retrySeconds !== undefined) {
      log.warn({ ip: request.ip }, "too many wrong admin tokens");
      throw new CourantError(
        "TOO_MANY_FAILURES",
        `Too many wrong tokens came from your address. Wait ${retrySeconds} seconds, then send the right one.`,
        { headers: { ...headers, "retry-after": String(retrySeconds) } },
      );
    }
    throw new CourantError(
      "UNAUTHORIZED",
      `${hasToken ? "The token is wrong." : "Send “Authorization: Bearer TOKEN”."} ${tokenHint()}`,
      { headers },
    );
  });
});

/** Compares tokens in a time that does not depend on where they differ. */
function isSame(given: string, token: string | undefined): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return token !== undefined && timingSafeEqual(digest(given), digest(token));
}
