import type { FastifyInstance } from "fastify";
import { CourantError } from "../errors.ts";
import type { PublishedView } from "../published/view.ts";

/** The health of the whole service, as `/readyz` shows it. */
export type Health = {
  /** The targets that failed and have not been built since, in public words; `since` is RFC 3339. */
  openFailures: readonly { what: string; error: string; since: string }[];
  /** The number of sources whose last poll failed. */
  failingSources: number;
  /** The number of inbox files that could not be imported. */
  failedImports: number;
  /** The state of the publishing process; `elsewhere` when another machine publishes. */
  publishing: "starting" | "running" | "restarting" | "elsewhere";
  /** The number of serving threads that answer, and how many there should be. */
  threads: { running: number; wanted: number };
};

export type HealthSource = {
  view: PublishedView;
  health(): Health;
};

/** The number of failures in an answer: on a full disk every target fails. */
const maxNamedFailures = 50;

/**
 * Serves `/healthz`, which tells that the process answers, and `/readyz`, which tells that documents are served. `/readyz`
 * lists failed targets in its body, the state of both processes and of the threads, and still answers 200, because none of
 * these is a reason to send readers elsewhere.
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
      const documents = source.view.size;
      if (documents === 0) throw new CourantError("NOT_READY", "No documents are served yet.", { headers });
      const { openFailures, ...rest } = source.health();
      const [since] = openFailures.map((each) => each.since).sort();
      const failed = openFailures.slice(0, maxNamedFailures).map(({ what, error }) => ({ what, error }));
      const isPublishing = rest.publishing === "running" || rest.publishing === "elsewhere";
      const isWell = failed.length === 0 && isPublishing && rest.threads.running === rest.threads.wanted;
      const status = isWell ? "ready" : "degraded";
      return reply.headers(headers).send({ status, documents, failed, ...(since !== undefined && { since }), ...rest });
    },
  });
}
