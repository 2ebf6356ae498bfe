import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { AuditStore } from "../stores/audit.ts";

const dayMs = 86_400_000;

const Text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));
const Day = (description: string) => Type.Optional(Type.String({ format: "date", description }));

const AuditQuery = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50, description: "the largest number of entries" }),
  cursor: Type.Optional(
    Type.String({ pattern: "^[1-9]\\d{0,14}$", description: "where the page begins: next of the previous page" }),
  ),
  by: Text("the name of a token, admin, command line, or inbox"),
  token: Text("the id of a token"),
  action: Text("an action such as article.updated, or its noun: article"),
  subject: Text("the id, slug, address or name of the thing that was changed"),
  from: Day("the first day (UTC), as YYYY-MM-DD"),
  to: Day("the last day (UTC), as YYYY-MM-DD"),
});

/** `GET /admin/audit`: who changed what, the last change first. */
export const auditRoutes: FastifyPluginAsyncTypebox<{ audit: Pick<AuditStore, "list"> }> = async (app, { audit }) => {
  app.get("/audit", { schema: { querystring: AuditQuery }, config: { scope: "admin" } }, async ({ query }, reply) => {
    const { from, to, cursor, ...filter } = query;
    const { entries, next } = await audit.list({
      ...filter,
      cursor: cursor === undefined ? undefined : Number(cursor),
      from: from === undefined ? undefined : Date.parse(from),
      until: to === undefined ? undefined : Date.parse(to) + dayMs,
    });
    if (next === undefined) return { entries };
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...query, cursor: next })) parameters.set(name, String(value));
    reply.header("link", `</admin/audit?${parameters}>; rel="next"`);
    return { entries, next: String(next) };
  });
};
