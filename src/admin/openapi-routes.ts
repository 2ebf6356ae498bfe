import type { FastifyInstance } from "fastify";
import type { Config } from "../config/schema.ts";
import type { ApiRoute } from "./openapi/paths.ts";

/** Collects the routes that are added from now on, without those that only refuse requests. */
export function collectRoutes(admin: FastifyInstance): readonly ApiRoute[] {
  const routes: ApiRoute[] = [];
  admin.addHook("onRoute", (route) => {
    if (route.method !== "HEAD" && !route.url.endsWith("*")) routes.push(route);
  });
  return routes;
}

/** `GET /admin/openapi.json`: the description of this API. The first request loads what writes it, so a start does not. */
export async function openapiRoutes(
  app: FastifyInstance,
  { routes, config }: { routes: readonly ApiRoute[]; config: () => Config },
): Promise<void> {
  app.get("/openapi.json", async (_request, reply) => {
    const { writeApiDescription } = await import("./openapi/api-description.ts");
    const { site, environment } = config();
    reply.type("application/json");
    return writeApiDescription(routes, { baseUrl: environment.baseUrl, site });
  });
}
