import type { FastifyRequest } from "fastify";
import { CourantError } from "../errors.ts";
import type { Caller } from "./caller.ts";

/** The rights that a token can have. */
export const scopes = ["read", "write", "publish", "regenerate", "admin"] as const;

export type Scope = (typeof scopes)[number];

/** The rights that come with each scope: whoever may publish an article may write it, and whoever writes it may read it. */
const includedScopes: Readonly<Record<Scope, readonly Scope[]>> = {
  read: ["read"],
  write: ["write", "read"],
  publish: ["publish", "write", "read"],
  regenerate: ["regenerate"],
  admin: scopes,
};

declare module "fastify" {
  interface FastifyContextConfig {
    /** The scope that a token needs for a route: without it `read` for GET and HEAD, `admin` for every other method. */
    scope?: Scope;
  }

  interface FastifyRequest {
    /** The token that the request carries, for the audit log. */
    caller: Caller;
    /** The name of that token, for revisions. */
    actor: string;
  }
}

/** Returns the scope that a token needs for a method of a route. */
export function requiredScope(method: string, config: { scope?: Scope } = {}): Scope {
  return config.scope ?? (method === "GET" || method === "HEAD" ? "read" : "admin");
}

/** Tells whether the scopes of a token include a scope. Names that are no scopes include nothing. */
export function hasScope(given: readonly string[], needed: Scope): boolean {
  return scopes.some((scope) => given.includes(scope) && includedScopes[scope].includes(needed));
}

/**
 * Refuses a request whose token lacks a scope (RFC 6750 section 3.1).
 * @param advice another way for the sender, if there is one
 * @throws SCOPE_MISSING
 */
export function requireScope({ caller }: Pick<FastifyRequest, "caller">, needed: Scope, advice = ""): void {
  if (hasScope(caller.scopes, needed)) return;
  throw new CourantError(
    "SCOPE_MISSING",
    `The token “${caller.name}” has the scopes ${caller.scopes.join(", ")}, and this call needs ${needed}. ` +
      `Send a token with the scope ${needed}${advice}.`,
    {
      headers: {
        "cache-control": "no-store",
        "www-authenticate": `Bearer realm="Courant admin", error="insufficient_scope", scope="${needed}"`,
      },
    },
  );
}

/**
 * Refuses a change that would publish an article, or change or delete a published one, unless the token has the scope
 * `publish`. A token with `write` alone only makes drafts.
 * @param advice another way for the sender, if there is one
 * @throws SCOPE_MISSING
 */
export function requirePublish(request: Pick<FastifyRequest, "caller">, advice = ""): void {
  requireScope(request, "publish", advice);
}
