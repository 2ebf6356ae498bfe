import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { html } from "../../render/html.ts";
import { refusalOf, writeRefusal } from "../forms.ts";
import { type AuditPage, auditFilter, auditTable } from "./write.ts";

const Text = Type.String({ default: "", maxLength: 4000 });
const Query = Type.Object({
  by: Text,
  token: Text,
  action: Text,
  subject: Text,
  from: Text,
  to: Text,
  cursor: Text,
});

/** The page that shows who changed what. */
export const auditPage: FastifyPluginAsyncTypebox = async (app) => {
  app.get("/audit", { schema: { querystring: Query } }, async ({ view, api, query }, reply) => {
    const given = Object.entries(query).filter(([, value]) => value !== "");
    const { title } = view.texts.audit;
    try {
      const page = await api.call<AuditPage>(`/admin/audit?${new URLSearchParams(given)}`);
      const main = html`${auditFilter(view, query)}${auditTable(view, page, query)}`;
      return await app.sendPage(reply, view, { title, at: "audit", main });
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal.code !== "REQUEST_INVALID") throw refusal;
      reply.code(refusal.status);
      const failed = writeRefusal(refusal);
      return app.sendPage(reply, view, { title, at: "audit", main: auditFilter(view, query), failed });
    }
  });
};
