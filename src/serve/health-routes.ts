import type { FastifyInstance } from "fastify";
import { CourantError } from "../errors.ts";
import type { DocumentSource } from "./document-routes.ts";

/**
 * `/healthz`: the process answers. `/readyz`: a snapshot is being served.
 * @param options.isDegraded nothing is published anew until somebody has mended something
 */
export async function healthRoutes(
  app: FastifyInstance,
  { source, isDegraded }: { source: DocumentSource; isDegraded: boolean },
): Promise<void> {
  const headers = { "cache-control": "no-store" };
  app.route({
    method: ["GET", "HEAD"],
    url: "/healthz",
    handler: (_, reply) => reply.headers(headers).send({ status: "ok" }),
  });
  app.route({
    method: ["GET", "HEAD"],
    url: "/readyz",
    handler(_, reply) {
      const documents = source.snapshot().documents.size;
      if (documents === 0) throw new CourantError("NOT_READY", "No snapshot is being served yet.", { headers });
      return reply.headers(headers).send({ status: isDegraded ? "degraded" : "ready", documents });
    },
  });
}
