import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Api, createApi } from "../admin/api-client.ts";
import { csrfHeader, isEqual, isSafe, refuseForeignOrigin } from "../admin/session-auth.ts";
import type { SessionView } from "../admin/session-routes.ts";
import type { Config } from "../config/schema.ts";
import { CourantError, shortPath } from "../errors.ts";
import type { DashboardOptions } from "./dashboard.ts";
import { createView, type View } from "./view.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The things that pages are written with. */
    view: View;
    /** The admin API with the rights of the one who sends the request. */
    api: Api;
  }
}

/** Returns the public addresses at which browsers see this service. */
export function publicOrigins({ environment: { baseUrl, dashboardUrl } }: Pick<Config, "environment">): string[] {
  return [new URL(baseUrl).origin, ...(dashboardUrl === undefined ? [] : [dashboardUrl])];
}

/**
 * Lets in only requests with a browser session, and only writes that come from the dashboard's own pages. Every other request
 * is sent to the page where one signs in (errors.ts).
 */
export function addDoor(app: FastifyInstance, { config, inject }: DashboardOptions): void {
  app.decorateRequest("view");
  app.decorateRequest("api");

  app.addHook("onRequest", async (request) => {
    request.view = createView(config(), undefined);
    refuseOtherHost(request, config());
    if (!isSafe(request.method)) refuseForeignOrigin(request, publicOrigins(config()));
    request.api = createApi(inject, request, "");
    if (request.routeOptions.config.isOpen) return;
    const session = await findSession(request);
    request.view = createView(config(), session);
    request.api = createApi(inject, request, request.view.csrf);
    if (!session) throw new CourantError("UNAUTHORIZED", request.view.texts.signIn.expired);
  });

  app.addHook("preHandler", async (request) => {
    const { method, body, headers, view, routeOptions } = request;
    if (isSafe(method) || routeOptions.config.isOpen) return;
    const { csrf } = (body ?? {}) as { csrf?: unknown };
    if (isEqual(csrf, view.csrf) || isEqual(headers[csrfHeader], view.csrf)) return;
    throw new CourantError("SESSION_REFUSED", "The form is not from this session. Load its page again, and repeat it.");
  });

  async function findSession({ api }: FastifyRequest): Promise<SessionView | undefined> {
    try {
      return await api.call<SessionView>("/admin/sessions/current");
    } catch (error) {
      if (error instanceof CourantError && ["UNAUTHORIZED", "SESSION_NOT_FOUND"].includes(error.code)) return undefined;
      throw error;
    }
  }
}

/** Tells whether the dashboard is at a host (with its port): at any, or only at that of DASHBOARD_URL if there is one. */
export function isDashboardHost(host: string, { environment: { dashboardUrl } }: Pick<Config, "environment">): boolean {
  return dashboardUrl === undefined || new URL(dashboardUrl).host === host;
}

/** @throws NOT_FOUND */
function refuseOtherHost({ host, url }: FastifyRequest, config: Config): void {
  if (isDashboardHost(host, config)) return;
  throw new CourantError("NOT_FOUND", `There is nothing at ${shortPath(url)}.`);
}

/** Tells whether a browser sends its requests over TLS, as far as can be known behind proxies. */
export function isOverTls({ headers: { origin }, protocol, host }: FastifyRequest, config: Config): boolean {
  if (origin !== undefined && origin !== "null") return origin.startsWith("https:");
  return protocol === "https" || publicOrigins(config).includes(`https://${host}`);
}

/**
 * Tells whether a token may be typed into a page: over TLS, on this machine itself, or where the configuration allows it.
 * Others on the way could read it otherwise.
 */
export function isSafeToType(request: FastifyRequest, config: Config): boolean {
  if (config.dashboard.plainHttp || isOverTls(request, config)) return true;
  const isLoopback = (host: string) =>
    /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|::ffff:127(?:\.\d{1,3}){3})$/.test(host);
  return isLoopback(request.hostname) || isLoopback(request.ip);
}
