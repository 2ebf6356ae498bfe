import swagger from "@fastify/swagger";
import Fastify, { type RouteOptions } from "fastify";

/** A route of the admin API, as Fastify knows it. */
export type ApiRoute = Pick<RouteOptions, "method" | "url" | "schema" | "config">;

/** A parameter in the path or the query of an operation. */
export type Parameter = { name: string; required?: boolean; schema: { default?: unknown } };

/** The part of a description that @fastify/swagger writes here. */
type Paths = Readonly<Record<string, Readonly<Record<string, { parameters?: Parameter[] }>>>>;

/** Returns the path of a route as OpenAPI writes it. */
export function openapiPath(url: string): string {
  return url.replaceAll(/:(\w+)/g, "{$1}");
}

/**
 * Reads the parameters of routes from their schemas with @fastify/swagger, in an application that answers nothing.
 * @returns the parameters of each operation, by method and path, such as `GET /admin/articles/{id}`
 */
export async function readParameters(routes: readonly ApiRoute[]): Promise<ReadonlyMap<string, Parameter[]>> {
  const app = Fastify({ exposeHeadRoutes: false });
  app.setValidatorCompiler(() => () => true);
  await app.register(swagger, {
    openapi: { openapi: "3.1.1" },
    stripBasePath: false,
    convertConstToEnum: false,
    transform: ({ schema, url }) => ({ schema: { params: schema?.params, querystring: schema?.querystring }, url }),
  });
  for (const { method, url, schema = {} } of routes) app.route({ method, url, schema, handler: () => undefined });
  await app.ready();
  const paths = app.swagger().paths as Paths;
  return new Map(
    routes.map(({ method, url }) => {
      const path = openapiPath(url);
      const operation = paths[path]?.[String(method).toLowerCase()];
      return [`${method} ${path}`, operation?.parameters ?? []];
    }),
  );
}
