import { version } from "../../program.ts";
import { csrfHeader, sessionCookies } from "../session-auth.ts";
import { headers, parameters, schemas, tags } from "./components.ts";
import { describeOperation } from "./describe-operation.ts";
import { operations } from "./operations/all.ts";
import { type ApiRoute, openapiPath, readParameters } from "./paths.ts";
import { describeProblem, errorsOf, problemName } from "./problems.ts";
import { referToHeader, stringify } from "./references.ts";

/** The facts that differ between services: the public address, and the site that publishes the feeds. */
export type ServiceDescription = { baseUrl: string; site: { title: string; url: string } };

const introduction = `The admin API of Courant, a service that publishes feeds.

Every call needs \`Authorization: Bearer TOKEN\`, with a token that has the scope of the operation. Errors are problem
details (RFC 9457) with a stable \`code\`. Query parameters that an operation does not have are refused with 400. HEAD is
answered as GET, without the body. Ids stand in one segment of the path, percent-encoded, each slash as \`%2F\`. Bodies are
sent without a content coding.`;

/**
 * Writes the OpenAPI description of the admin API (https://spec.openapis.org/oas/v3.1.1).
 * @param routes all routes of the API
 * @throws if a route is not described, or a description has no route
 */
export async function writeApiDescription(routes: readonly ApiRoute[], service: ServiceDescription): Promise<string> {
  const read = await readParameters(routes);
  const paths: Record<string, Record<string, object>> = {};
  const problems = new Map<string, object>();
  for (const route of routes) {
    const [method, path] = [String(route.method), openapiPath(route.url)];
    const key = `${method} ${path}`;
    const operation = operations[key];
    if (!operation) throw new Error(`The operation ${key} is not described in src/admin/openapi/operations.`);
    const errors = errorsOf(route, operation);
    for (const [status, codes] of errors) {
      // The operation describes this answer itself.
      if (status in operation.answers) continue;
      const name = problemName(codes);
      if (!problems.has(name)) problems.set(name, describeProblem(codes, referToHeader));
    }
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: describeOperation(route, operation, read.get(key) ?? [], errors),
    };
  }
  const missing = Object.keys(operations).filter((key) => !read.has(key));
  if (missing.length > 0) throw new Error(`There are no routes for the operations ${missing.join(", ")}.`);
  return stringify({
    openapi: "3.1.1",
    info: {
      title: "Courant admin API",
      version,
      summary: "Articles in, feeds out.",
      description: introduction,
      contact: { name: service.site.title, url: service.site.url },
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: service.baseUrl, description: "this service" }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "the admin token, or one that POST /admin/tokens or `courant token add` made",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: sessionCookies.plain,
          description: `the cookie of a browser that is signed in to the dashboard; over TLS its name is ${sessionCookies.secure}`,
        },
        csrf: {
          type: "apiKey",
          in: "header",
          name: csrfHeader,
          description: "the csrf of the session, which a write of a browser needs beside the cookie",
        },
      },
      schemas,
      responses: Object.fromEntries(problems),
      headers,
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([name, described]) => [
          name,
          { name, in: "header", schema: { type: "string" }, ...described },
        ]),
      ),
    },
  });
}
