import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { Publisher } from "../publish/publisher.ts";

const RegenerateBody = Type.Union([
  Type.Null(),
  Type.Object(
    { channels: Type.Optional(Type.Array(Type.String(), { minItems: 1 })), force: Type.Optional(Type.Boolean()) },
    { additionalProperties: false },
  ),
]);

/** Regeneration on demand, and what became of the last runs. */
export const runRoutes: FastifyPluginAsyncTypebox<{ publisher: Publisher }> = async (app, { publisher }) => {
  // Many clients say that they send JSON and then send nothing, when there is nothing to ask for.
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null, null);
    else parseJson(request, body as string, done);
  });

  app.post("/regenerate", { schema: { body: RegenerateBody } }, async (request, reply) => {
    const { run, finished } = publisher.regenerate("admin", request.body ?? {});
    if (!prefers(request.headers.prefer, "respond-async")) return await finished;
    return reply
      .code(202)
      .headers({ location: `/admin/runs/${run.id}`, "preference-applied": "respond-async" })
      .send(run);
  });

  app.get(
    "/runs",
    { schema: { querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }) }) } },
    async ({ query }) => ({ runs: await publisher.runs(query.limit) }),
  );

  app.get("/runs/:id", { schema: { params: Type.Object({ id: Type.String() }) } }, ({ params }) =>
    publisher.run(params.id),
  );
};

/** Whether a Prefer header names a preference (RFC 7240 section 2): a list, case-insensitive, values and parameters aside. */
function prefers(header: string | string[] | undefined, preference: string): boolean {
  const named = [header ?? ""].flat().join(",").split(",");
  return named.some((each) => each.split(/[;=]/)[0]?.trim().toLowerCase() === preference);
}
