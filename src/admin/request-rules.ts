import type { FastifyInstance, FastifyRequest } from "fastify";
import Type, { type TSchema } from "typebox";
import { CourantError } from "../errors.ts";
import { hasBody } from "../http/framing.ts";
import { parseJsonBody } from "../ingest/json-body.ts";

/**
 * Adds what all requests of the admin API must keep to: they have known query parameters only, their body is not
 * compressed, and JSON that cannot be read is refused with its place. Applies to routes that are added later.
 */
export function addRequestRules(admin: FastifyInstance): void {
  admin.addHook("onRoute", (route) => {
    // A path without a route is answered 404, with any query.
    if (route.url === "/admin/*") return;
    const { properties = {} } = (route.schema?.querystring ?? {}) as { properties?: Record<string, TSchema> };
    route.schema = { ...route.schema, querystring: Type.Object(properties, { additionalProperties: false }) };
  });
  admin.addHook("onRequest", refuseCodedBody);
  admin.addHook("preHandler", refuseInfiniteNumbers);
  admin.removeContentTypeParser("application/json");
  admin.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (_request: unknown, body: Buffer) =>
      // Many clients send the media type of JSON with an empty body.
      parseJsonBody(body) ?? null,
  );
}

/** @throws MEDIA_TYPE_UNSUPPORTED for a body with a content coding (RFC 9110 section 15.5.16) */
async function refuseCodedBody({ raw }: FastifyRequest): Promise<void> {
  const coding = raw.headers["content-encoding"] ?? "identity";
  if (!hasBody(raw) || coding.toLowerCase() === "identity") return;
  throw new CourantError("MEDIA_TYPE_UNSUPPORTED", `Send the body without “Content-Encoding: ${coding}”.`, {
    headers: { "accept-encoding": "identity" },
  });
}

/** @throws REQUEST_INVALID for numbers such as 1e400, which the bounds of a schema let through */
async function refuseInfiniteNumbers({ query }: FastifyRequest): Promise<void> {
  for (const [name, value] of Object.entries(query as object)) {
    if (typeof value !== "number" || Number.isFinite(value)) continue;
    throw new CourantError("REQUEST_INVALID", `The value of /${name} in the query is not a finite number.`);
  }
}
