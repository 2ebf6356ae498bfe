import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { Clock } from "../clock.ts";
import type { Publisher } from "../publish/publisher.ts";
import { isFinished } from "../stores/runs.ts";
import { prefers } from "./prefer.ts";
import { runEvents } from "./run-events.ts";

/** The body that starts a regeneration. It may be missing. */
export const RegenerateRequest = Type.Object(
  {
    channels: Type.Optional(
      Type.Array(Type.String(), { minItems: 1, description: "slugs; all channels if not given" }),
    ),
    force: Type.Optional(Type.Boolean({ description: "builds also what no change concerns" })),
  },
  { additionalProperties: false },
);
const RegenerateBody = Type.Union([Type.Null(), RegenerateRequest]);

const ListQuery = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50, description: "how many runs" }),
});
const RunParams = Type.Object({ id: Type.String({ description: "the id of the run" }) });

/** Starts regenerations, lists runs, and streams the progress of a run. */
export const runRoutes: FastifyPluginAsyncTypebox<{ publisher: Publisher; clock: Clock }> = async (app, options) => {
  const { publisher, clock } = options;
  const closing = new AbortController();
  app.addHook("preClose", async () => closing.abort());

  app.post(
    "/regenerate",
    { schema: { body: RegenerateBody }, config: { scope: "regenerate" } },
    async (request, reply) => {
      const { run, finished } = publisher.regenerate("admin", request.body ?? {});
      if (!prefers(request.headers.prefer, "respond-async")) return await finished;
      return reply
        .code(202)
        .headers({ location: `/admin/runs/${run.id}`, "preference-applied": "respond-async" })
        .send(run);
    },
  );

  app.get("/runs", { schema: { querystring: ListQuery } }, async ({ query }) => ({
    runs: await publisher.runs(query.limit),
  }));

  const schema = { params: RunParams };
  app.get("/runs/:id", { schema }, ({ params }) => publisher.run(params.id));

  app.get("/runs/:id/events", { schema, exposeHeadRoute: false }, async ({ params, headers }, reply) => {
    const run = await publisher.run(params.id);
    // An EventSource reconnects whenever a stream ends. If it has already seen the end of the run, 204 makes it stop.
    if (isFinished(run) && headers["last-event-id"] === run.id) return reply.code(204).send();
    // The header x-accel-buffering keeps nginx from holding events back.
    reply.headers({ "content-type": "text/event-stream", "x-accel-buffering": "no" });
    return reply.send(runEvents(run, { onProgress: publisher.onProgress, clock, closing: closing.signal }));
  });
};
