import { Ajv2020 } from "ajv/dist/2020.js";
import type { Dispatcher } from "undici";
import { formats } from "../../../src/config/formats.ts";
import { json, type TestService } from "../../service.ts";

/* The OpenAPI description as programs read it: only what stands in the JSON counts. */

/** By media type. `place`: where the schema stands in the description, as a JSON pointer. */
type Content = Record<string, { schema?: object; example?: unknown; place?: string }>;
type Parameter = { name: string; in: string; description: string; example?: unknown; $ref?: string };
type Response = { description: string; headers?: Record<string, object>; content?: Content; $ref?: string };

type DescribedOperation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  "x-scope": string;
  security: object[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, Response>;
};

export type ApiDescription = {
  openapi: string;
  info: { version: string; contact: object };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, DescribedOperation>>;
  components: { schemas: object; responses: Record<string, Response>; parameters: Record<string, Parameter> };
};

/** An operation with its place. References to responses and parameters are resolved. */
export type ReadOperation = DescribedOperation & { path: string; method: Dispatcher.HttpMethod };

export async function readDescription(service: TestService): Promise<ApiDescription> {
  return json<ApiDescription>(await service.admin("GET", "/openapi.json"));
}

export function operationsOf({ paths, components }: ApiDescription): ReadOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const place = `/paths/${escapePointer(path)}/${method}`;
      const { parameters, requestBody, responses } = operation;
      return {
        ...operation,
        path,
        method: method.toUpperCase() as Dispatcher.HttpMethod,
        parameters: parameters.map((each) => components.parameters[nameOfReference(each)] ?? each),
        ...(requestBody && { requestBody: withPlaces(requestBody, `${place}/requestBody`) }),
        responses: Object.fromEntries(
          Object.entries(responses).map(([status, each]) => {
            const named = components.responses[nameOfReference(each)];
            if (named) return [status, withPlaces(named, String(each.$ref).slice(1))];
            return [status, withPlaces(each, `${place}/responses/${status}`)];
          }),
        ),
      };
    }),
  );
}

function nameOfReference({ $ref = "" }: { $ref?: string }): string {
  return $ref.split("/").at(-1) ?? "";
}

function withPlaces<Of extends { content?: Content }>(body: Of, place: string): Of {
  const content = Object.entries(body.content ?? {}).map(([type, each]) => [
    type,
    { ...each, place: `${place}/content/${escapePointer(type)}/schema` },
  ]);
  return { ...body, ...(body.content && { content: Object.fromEntries(content) }) };
}

function escapePointer(segment: string): string {
  return segment.replaceAll("~", "~0").replaceAll("/", "~1");
}

/**
 * Returns a function that checks values by the schemas of a description, which it names by their places.
 * @returns the mistakes; none for a valid value
 */
export function createChecker(description: ApiDescription): (place: string, value: unknown) => unknown[] {
  const known = Object.entries(formats).map(([name, { check }]) => [name, check] as const);
  const ajv = new Ajv2020({
    strict: false,
    // The description is no schema itself, and most validators run once.
    meta: false,
    validateSchema: false,
    inlineRefs: false,
    code: { optimize: false },
    formats: { ...Object.fromEntries(known), date: true },
  });
  ajv.addSchema(description, "description:");
  return (place, value) => {
    const isValid = ajv.getSchema(`description:#${encodeURI(place)}`);
    if (!isValid) throw new Error(`There is no schema at ${place}.`);
    return isValid(value)
      ? []
      : (isValid.errors ?? []).map(({ instancePath, message, params }) => ({ instancePath, message, params }));
  };
}

/** A request as the examples of an operation say it. */
export type ExampleRequest = {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  headers: Record<string, string>;
  type: string | undefined;
  body: unknown;
};

/** Returns the examples of an operation: one for each media type of the body that has one. */
export function exampleRequests({ parameters, requestBody }: ReadOperation): ExampleRequest[] {
  const examplesIn = (place: string) => {
    const given = parameters.filter((each) => each.in === place && each.example !== undefined);
    return Object.fromEntries(given.map(({ name, example }) => [name, example]));
  };
  const [path, query] = [examplesIn("path"), examplesIn("query")];
  const headers = examplesIn("header") as Record<string, string>;
  const bodies = Object.entries(requestBody?.content ?? {}).filter(([, { example }]) => example !== undefined);
  if (bodies.length === 0) return [{ path, query, headers, type: undefined, body: undefined }];
  return bodies.map(([type, { example }]) => ({ path, query, headers, type, body: example }));
}

/** The target of a request below `/admin`: ids stand in one segment, percent-encoded. */
export function targetOf({ path }: ReadOperation, request: Pick<ExampleRequest, "path" | "query">): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(request.path[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query)) {
    for (const each of [value].flat()) query.append(name, String(each));
  }
  return filled.replace(/^\/admin/, "") + (query.size > 0 ? `?${query}` : "");
}

/** The body of a request as it is sent: text as it is, and JSON as JSON. */
export function bodyOf({ type, body }: Pick<ExampleRequest, "type" | "body">): Buffer | undefined {
  if (type === undefined) return undefined;
  return Buffer.from(/json$/.test(type) && !type.includes("ndjson") ? JSON.stringify(body) : String(body), "utf8");
}
