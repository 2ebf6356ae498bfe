import type { ErrorCode } from "../../errors.ts";
import { version } from "../../program.ts";
import { requiredScope, type Scope } from "../scopes.ts";
import { headers, parameters, schemas, tags } from "./components.ts";
import type { Answer, Body, HeaderName, Operation } from "./operation.ts";
import { operations } from "./operations/all.ts";
import { type ApiRoute, openapiPath, type Parameter, readParameters } from "./paths.ts";
import { describeProblem, errorsOf, problemName } from "./problems.ts";

/** What differs between services: the public address, and the site that publishes the feeds. */
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
    const errors = errorsOf(method, operation);
    for (const [status, codes] of errors) {
      const name = problemName(codes);
      if (!problems.has(name)) problems.set(name, describeProblem(status, codes, referToHeader));
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

function describeOperation(
  { method, config, schema }: ApiRoute,
  operation: Operation,
  read: readonly Parameter[],
  errors: ReadonlyMap<number, ErrorCode[]>,
): object {
  const { id, tag, summary, description, headers: given = [], examples = {}, body, isBodyOptional = false } = operation;
  const scope = requiredScope(String(method), config);
  const answers = Object.entries(operation.answers).map(([status, answer]) => [status, describeAnswer(answer)]);
  const refusals = [...errors].map(([status, codes]) => [status, referTo("responses", problemName(codes))]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: describeScope(scope, description),
    "x-scope": scope,
    security: [{ token: [] }],
    parameters: [
      ...read.map((parameter) => withExample(parameter, examples[parameter.name])),
      ...given.map((name) => referTo("parameters", name)),
    ],
    ...(body && { requestBody: { required: !isBodyOptional, content: describeBodies(body, schema?.body) } }),
    responses: Object.fromEntries([...answers, ...refusals]),
  };
}

function describeScope(scope: Scope, description = ""): string {
  return `${description}\n\nNeeds a token with the scope \`${scope}\`.`.trim();
}

/** A parameter with a default is not required. */
function withExample({ required, ...parameter }: Parameter, example: unknown): object {
  return {
    ...parameter,
    required: required === true && parameter.schema.default === undefined,
    ...(example !== undefined && { example }),
  };
}

function describeAnswer({ description, headers: named = [], content }: Answer): object {
  return {
    description,
    headers: Object.fromEntries([...named, "RateLimit" as const].map((name) => [name, referToHeader(name)])),
    ...(content && { content: describeBodies(content, undefined) }),
  };
}

function describeBodies(bodies: Readonly<Record<string, Body>>, ofRoute: unknown): object {
  return Object.fromEntries(
    Object.entries(bodies).map(([type, { schema = ofRoute, ...rest }]) => [type, { schema, ...rest }]),
  );
}

const referToHeader = (name: HeaderName) => referTo("headers", name);

function referTo(kind: "headers" | "parameters" | "responses" | "schemas", name: string): object {
  return { $ref: `#/components/${kind}/${name}` };
}

/**
 * Writes JSON in which each named schema that stands inside another one is a reference. TypeBox copies a schema that is
 * optional, but not its members, so those tell which schema it is.
 */
function stringify(description: object): string {
  const names = new Map(Object.entries(schemas).map(([name, schema]) => [membersOf(schema), name]));
  return JSON.stringify(description, function referToNamed(this: unknown, _key, value) {
    const members = this === schemas ? undefined : membersOf(value);
    const name = members && names.get(members);
    return name === undefined ? value : referTo("schemas", name);
  });
}

/** The members of an object's schema, or the alternatives of a union. */
function membersOf(schema: { properties?: object; anyOf?: object } | null | undefined): object | undefined {
  return schema?.properties ?? schema?.anyOf;
}
