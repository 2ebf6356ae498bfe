import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CourantError, shortPath } from "../errors.ts";
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
export function addErrorPages(app: FastifyInstance, { config }: DashboardOptions): void {
  const answerAsApi = app.errorHandler;

  app.setErrorHandler(async (error: FastifyError | CourantError, request: FastifyRequest, reply: FastifyReply) => {
    if (wantsJson(request)) return answerAsApi(error, request, reply);
    if (!(error instanceof CourantError) && (error.statusCode ?? 500) >= 500) {
      request.server.log.error({ err: error }, "a page of the dashboard failed");
    }
    const view = request.view ?? createView(config(), undefined);
    if (error instanceof CourantError && signedOutCodes.has(error.code)) {
      const parameters = new URLSearchParams({ to: request.method === "GET" ? request.url : "/dashboard" });
      return reply.code(303).header("location", `${view.root}/dashboard/sign-in?${parameters}`).send();
    }
    const isExpected = error instanceof CourantError && error.code !== "INTERNAL";
    const detail = isExpected ? error.message : "The page failed inside Courant. Its log says why.";
    const { title } = view.texts.error;
    reply.code(error instanceof CourantError ? error.status : (error.statusCode ?? 500));
    if (error instanceof CourantError) reply.headers(error.headers);
    return app.sendPage(reply, view, { title, failed: html`<p dir="auto">${detail}</p>`, main: undefined });
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
