import type { FastifyInstance } from "fastify";
import { CourantError } from "../errors.ts";
import type { Snapshot } from "../published/snapshot.ts";

/** The data that the health of the service depends on. */
export type HealthSource = {
  snapshot(): Snapshot;
  /** Returns the targets that failed and have not been built since, in public words; `since` is RFC 3339. */
  openFailures(): readonly { what: string; error: string; since: string }[];
};

/** The number of failures in an answer: on a full disk every target fails. */
const maxNamedFailures = 50;

/**
 * Serves `/healthz`, which tells that the process answers, and `/readyz`, which tells that a snapshot is served. `/readyz`
 * lists failed targets in its body and still answers 200, because failed targets are no reason to send readers elsewhere.
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
      const openFailures = source.openFailures();
      if (openFailures.length === 0) return reply.headers(headers).send({ status: "ready", documents, failed: [] });
      const [since] = openFailures.map((each) => each.since).sort();
      const failed = openFailures.slice(0, maxNamedFailures).map(({ what, error }) => ({ what, error }));
      return reply.headers(headers).send({ status: "degraded", documents, failed, since });
    },
  });
}
