import type { FastifyInstance } from "fastify";
import { CourantError } from "../errors.ts";
import type { Snapshot } from "../published/snapshot.ts";

/** What tells how well the service is. */
export type HealthSource = {
  snapshot(): Snapshot;
  /** What failed last and has not been made since, in words for anybody; `since` is RFC 3339. */
  openFailures(): readonly { what: string; error: string; since: string }[];
};

/** How much of what is failing is named: a disk that is full fails everything. */
const maxNamedFailures = 50;

/**
 * `/healthz`: the process answers. `/readyz`: a snapshot is being served; what of it could not be brought up to date
 * stands in the body, and is no reason to send readers elsewhere.
 */
export async function healthRoutes(app: FastifyInstance, { source }: { source: HealthSource }): Promise<void> {
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
      const failing = source.openFailures();
      if (failing.length === 0) return reply.headers(headers).send({ status: "ready", documents, failed: [] });
      const [since] = failing.map((each) => each.since).sort();
      const failed = failing.slice(0, maxNamedFailures).map(({ what, error }) => ({ what, error }));
      return reply.headers(headers).send({ status: "degraded", documents, failed, since });
    },
  });
}
