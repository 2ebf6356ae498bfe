import bearerAuth from "@fastify/bearer-auth";
import rateLimit from "@fastify/rate-limit";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import { isSharedAddress, networkOf } from "../http/networks.ts";
import { createAnswerDelay } from "./answer-delay.ts";
import type { Authenticate, ExpiredToken } from "./authenticate.ts";
import type { Caller } from "./caller.ts";
import { requiredScope, requireScope } from "./scopes.ts";
import type { Session } from "./sessions.ts";
import { type CountRequest, formatLimitHeaders } from "./token-limit.ts";

export type AuthOptions = {
  authenticate: Authenticate;
  /** Counts the requests of tokens that have a limit. */
  countRequest: CountRequest;
  /** Called after the answer to a request with a token that has an id. */
  onUse?: ((caller: Caller) => void) | undefined;
  /** Says where to find a token; part of the answer to a request without the right one. */
  tokenHint: () => string;
  log: FastifyBaseLogger;
  clock: Clock;
  /** How many wrong tokens may come from a network within `failureWindowMs`. */
  maxFailures?: number;
  failureWindowMs?: number;
  /** Recognises the browser session of a request without a token. */
  recogniseSession?: ((request: FastifyRequest) => Promise<Session | undefined>) | undefined;
  /** Requests that need no token. */
  exempt?: (request: FastifyRequest) => boolean;
  /** Tells whether many clients may have the address of a request. */
  isShared?: (request: FastifyRequest) => boolean;
};

/** How long a client that cannot be told apart is asked to wait when too many answers are held back. */
const sharedRetrySeconds = 2;

/** The sender of requests that need no token. */
const anonymous: Caller = { name: "", scopes: [] };

/**
 * Admits only requests with a valid token (RFC 6750 section 2.1), or with a browser session of one, that has the scope of
 * the route to the scope that registers this plugin. A network (an IPv4 address, or the /64 of an IPv6 address) that keeps sending wrong tokens is answered 429
 * until the window is over. Where clients cannot be told apart, the answer to a wrong token is held back instead. A valid
 * token is always admitted at once, so that nobody can lock an admin out; its length protects it against guessing.
 */
export const auth = fp(async function auth(scope: FastifyInstance, options: AuthOptions) {
  const { authenticate, recogniseSession, countRequest, onUse, exempt = () => false } = options;
  const verdicts = new WeakMap<FastifyRequest, Caller | ExpiredToken | undefined>();
  await scope.register(rateLimit, { global: false });
  await scope.register(bearerAuth, {
    keys: new Set<string>(),
    async auth(given: string, request: FastifyRequest) {
      const verdict = await authenticate(given);
      verdicts.set(request, verdict);
      return verdict !== undefined && "name" in verdict;
    },
    addHook: false,
    specCompliance: "rfc6749",
    verifyErrorLogLevel: "debug",
  });
  const refuse = createRefusal(scope, options);
  async function recogniseToken(request: FastifyRequest, reply: FastifyReply) {
    const refusal = await new Promise((resolve) => scope.verifyBearerAuth?.(request, reply, resolve));
    // The tokens could not be read, which says nothing about this one.
    if (refusal instanceof CourantError) throw refusal;
    return verdicts.get(request);
  }

  scope.decorateRequest("actor", anonymous.name);
  scope.decorateRequest("caller");

  scope.addHook("onRequest", async (request, reply) => {
    request.caller = anonymous;
    if (exempt(request)) return;
    const session = request.headers.authorization === undefined ? await recogniseSession?.(request) : undefined;
    const verdict = session?.caller ?? (await recogniseToken(request, reply));
    if (!verdict || "expired" in verdict) return refuse(request, verdict);
    request.caller = verdict;
    request.actor = verdict.name;
    limitRequests(verdict, countRequest, reply);
    requireScope(request, requiredScope(request.method, request.routeOptions.config));
  });
  scope.addHook("onResponse", async ({ caller }) => {
    if (caller?.token !== undefined) onUse?.(caller);
  });
});

/** @throws TOO_MANY_REQUESTS */
function limitRequests({ name, token, limit }: Caller, countRequest: CountRequest, reply: FastifyReply): void {
  if (token === undefined || limit === undefined) return;
  const state = countRequest(token, limit);
  reply.headers(formatLimitHeaders(limit, state));
  if (!state.isExceeded) return;
  throw new CourantError(
    "TOO_MANY_REQUESTS",
    `The token “${name}” has sent more than ${limit} requests in a minute. Wait ${state.resetSeconds} seconds.`,
    { headers: { "cache-control": "no-store", "retry-after": String(state.resetSeconds) } },
  );
}

/** Creates what refuses a request without a valid token, and slows its sender down. */
function createRefusal(scope: FastifyInstance, options: AuthOptions) {
  const { tokenHint, log, clock, maxFailures = 10, failureWindowMs = 60_000, isShared = isSharedAddress } = options;
  const countFailure = scope.createRateLimit({
    max: maxFailures,
    timeWindow: failureWindowMs,
    keyGenerator: ({ ip }) => networkOf(ip),
  });
  const holdBack = createAnswerDelay({ clock, quietMs: failureWindowMs });

  /** Slows down the sender of a wrong token. @returns the seconds to wait where the sender is refused */
  async function slowDown(request: FastifyRequest): Promise<number | undefined> {
    if (isShared(request)) return (await holdBack()) ? undefined : sharedRetrySeconds;
    const failures = await countFailure(request);
    return !failures.isAllowed && failures.isExceeded ? failures.ttlInSeconds : undefined;
  }

  return async function refuse(request: FastifyRequest, verdict: ExpiredToken | undefined): Promise<never> {
    const hasToken = /^bearer\s/i.test(request.headers.authorization ?? "");
    const challenge = `Bearer realm="Courant admin"${hasToken ? ', error="invalid_token"' : ""}`;
    const headers = { "www-authenticate": challenge, "cache-control": "no-store" };
    const retrySeconds = hasToken ? await slowDown(request) : undefined;
    if (retrySeconds !== undefined) {
      log.warn({ ip: request.ip }, "too many wrong tokens");
      throw new CourantError(
        "TOO_MANY_FAILURES",
        `Too many wrong tokens came from your address. Wait ${retrySeconds} seconds, then send the right one.`,
        { headers: { ...headers, "retry-after": String(retrySeconds) } },
      );
    }
    throw new CourantError("UNAUTHORIZED", `${describeFailure(hasToken, verdict)} ${tokenHint()}`, { headers });
  };
}

function describeFailure(hasToken: boolean, verdict: ExpiredToken | undefined): string {
  if (!hasToken) return "Send “Authorization: Bearer TOKEN”.";
  if (!verdict) return "The token is wrong.";
  return `The token expired at ${new Date(verdict.expired).toISOString()}: make a new one (“courant token add”).`;
}
