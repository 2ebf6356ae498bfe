import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CourantError, hideSecrets, shortPath } from "../errors.ts";
import { toCourantError } from "../plugins/problems.ts";
import { html } from "../render/html.ts";
import type { DashboardOptions } from "./dashboard.ts";
import { createView } from "./view.ts";

/** The codes that mean: there is no session, or not any more. */
const signedOutCodes: ReadonlySet<string> = new Set(["UNAUTHORIZED", "SESSION_NOT_FOUND"]);

/** Scripts of pages ask for JSON; everybody else gets pages. */
function wantsJson({ headers: { accept = "" } }: FastifyRequest): boolean {
  return /\bjson\b/.test(accept) && !/\btext\/html\b/.test(accept);
}

/** Answers errors with pages, and sends those who are not signed in to the page where one does. */
export function addErrorPages(app: FastifyInstance, { config, log }: DashboardOptions): void {
  const answerAsApi = app.errorHandler;

  app.setErrorHandler(async (thrown: FastifyError | CourantError, request: FastifyRequest, reply: FastifyReply) => {
    if (wantsJson(request)) return answerAsApi(thrown, request, reply);
    const error = toCourantError(thrown, request);
    if (error.code === "INTERNAL") log.error({ err: thrown, url: hideSecrets(request.url) }, "a page failed");
    const view = request.view ?? createView(config(), undefined);
    if (signedOutCodes.has(error.code)) {
      const parameters = new URLSearchParams({ to: request.method === "GET" ? request.url : "/dashboard" });
      return reply.code(303).header("location", `${view.root}/dashboard/sign-in?${parameters}`).send();
    }
    reply.code(error.status).headers(error.headers);
    const { title } = view.texts.error;
    return app.sendPage(reply, view, { title, failed: html`<p dir="auto">${error.message}</p>`, main: undefined });
  });

  app.get("/*", async ({ url, view }, reply) => {
    const [path = "", query] = url.split("?", 2);
    if (path.endsWith("/")) {
      const target = path.replace(/\/+$/, "") + (query === undefined ? "" : `?${query}`);
      return reply
        .code(308)
        .header("location", view.root + target)
        .send();
    }
    throw new CourantError("NOT_FOUND", view.texts.error.notFound(shortPath(url)));
  });
}
