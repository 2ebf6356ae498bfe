import type { FastifyInstance } from "fastify";
import { CourantError } from "../errors.ts";
import type { DocumentSource } from "./document-routes.ts";

/** `/healthz`: the process answers. `/readyz`: a snapshot is being served. */
export async function healthRoutes(app: FastifyInstance, { source }: { source: DocumentSource }): Promise<void> {
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
      return reply.headers(headers).send({ status: "ready", documents });
    },
  });
}
