import type { FastifyRequest } from "fastify";

/** The rights that a token can have. `admin` includes all others. */
export const scopes = ["read", "write", "publish", "regenerate", "admin"] as const;

export type Scope = (typeof scopes)[number];

declare module "fastify" {
  interface FastifyContextConfig {
    /** The scope that a token needs for a route: without it `read` for GET and HEAD, `admin` for every other method. */
    scope?: Scope;
  }

  interface FastifyRequest {
    /** The name of the token that the request carries, for revisions and the audit log. */
    actor: string;
  }
}

/** The name of ADMIN_TOKEN where a token is named. */
export const adminActor = "admin";

/** Returns the scope that a request's route needs. */
export function requiredScope({ method, routeOptions }: FastifyRequest): Scope {
  return routeOptions.config.scope ?? (method === "GET" || method === "HEAD" ? "read" : "admin");
}
