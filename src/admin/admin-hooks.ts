import helmet from "@fastify/helmet";
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import { excerpt, hideSecrets } from "../errors.ts";
import type { AnswerStore } from "../stores/answers.ts";
import { type AuthOptions, auth } from "./auth.ts";
import { addIdempotency } from "./idempotency.ts";
import { relativeAddress } from "./relative-address.ts";
import { addRequestRules } from "./request-rules.ts";

export type AdminHooksDeps = {
  auth: AuthOptions;
  clock: Clock;
  /** Keeps answers to requests with an Idempotency-Key; without it, such a key means nothing. */
  answers?: AnswerStore | undefined;
  log: FastifyBaseLogger;
  /** Whether serving on this machine hands the requests on, and names their clients. */
  isBehindServing: boolean;
  /** Whether the public address of the service has a path. */
  isBelowPath: boolean;
  /** Tells whether the log names no article and no channel, since some are private. */
  hidesNames: () => boolean;
};

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
export async function addAdminHooks(admin: FastifyInstance, deps: AdminHooksDeps): Promise<void> {
  admin.addHook("onResponse", async (request, { statusCode, elapsedTime }) => {
    const { method, ip, actor, routeOptions } = request;
    const url = deps.hidesNames() ? (routeOptions.url ?? "") : request.url;
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
  const { answers, clock, log } = deps;
  if (answers) addIdempotency(admin, { answers, clock, log });
  // A client with a valid token may wait for long work.
  admin.addHook("onRequest", async ({ raw }) => {
    // A call within a process has no socket with a time limit.
    raw.socket.setTimeout?.(0);
  });
  if (deps.isBelowPath) addRelativeAddresses(admin);
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
