import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import type { Config } from "../config/schema.ts";
import { html } from "../render/html.ts";
import { addAssetRoutes } from "./asset-routes.ts";
import { securityHeaders } from "./security.ts";
import { createView } from "./view.ts";

/**
 * The dashboard while the collection cannot be read or the configuration has mistakes: one page that says so. It is open to
 * everybody, so it does not say what is wrong.
 */
export async function closedDashboard(app: FastifyInstance, { config }: { config: () => Config }): Promise<void> {
  await app.register(helmet, securityHeaders);
  await addAssetRoutes(app);
  for (const url of ["/", "/*"]) {
    app.all(url, { prefixTrailingSlash: "no-slash" }, async (_request, reply) => {
      const view = createView(config(), undefined);
      const { title, explanation } = view.texts.closed;
      reply.code(503).headers({ "cache-control": "no-store", "retry-after": "30" });
      return app.sendPage(reply, view, { title, failed: html`<p>${explanation}</p>`, main: undefined });
    });
  }
}
