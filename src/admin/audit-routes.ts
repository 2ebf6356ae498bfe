import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { AuditStore } from "../stores/audit.ts";
import { nameNextPage, pageCursor, pageLimit, readNumberCursor } from "./pages.ts";

const dayMs = 86_400_000;

const Text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));
const Day = (description: string) => Type.Optional(Type.String({ format: "date", description }));

const AuditQuery = Type.Object({
  limit: pageLimit("entries"),
  cursor: pageCursor,
  by: Text("the name of a token, admin, command line, or inbox"),
  token: Text("the id of a token"),
  action: Text("an action such as article.updated, or its noun: article"),
  subject: Text("the id, slug, address or name of the thing that was changed"),
  from: Day("the first day (UTC), as YYYY-MM-DD"),
  to: Day("the last day (UTC), as YYYY-MM-DD"),
});

/** `GET /admin/audit`: who changed what, the last change first. */
export const auditRoutes: FastifyPluginAsyncTypebox<{ audit: Pick<AuditStore, "list"> }> = async (app, { audit }) => {
  app.get("/audit", { schema: { querystring: AuditQuery }, config: { scope: "admin" } }, async (request, reply) => {
    const { from, to, cursor, ...filter } = request.query;
    const { entries, next } = await audit.list({
      ...filter,
      cursor: readNumberCursor(cursor),
      from: from === undefined ? undefined : Date.parse(from),
      until: to === undefined ? undefined : Date.parse(to) + dayMs,
    });
    return { entries, ...nameNextPage(request, reply, next?.toString()) };
  });
};
