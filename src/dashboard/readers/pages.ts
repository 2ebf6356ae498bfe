import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { gradeText, letters, type Reader, readerTable, spans } from "./write.ts";

const Query = Type.Object({ days: Type.Enum(["7", "30", "90"], { default: "30" }) });
const dayMs = 86_400_000;

/** The page that shows who polls, and how. */
export const readerPages: FastifyPluginAsyncTypebox = async (app) => {
  app.get("/readers", { schema: { querystring: Query } }, async ({ view, api, query }, reply) => {
    const today = await api.call<{ to: string; from: string; readers: Reader[] }>("/admin/readers");
    const days = Number(query.days);
    const from = new Date(Date.parse(today.to) - (days - 1) * dayMs).toISOString().slice(0, 10);
    const { readers } =
      from === today.from ? today : await api.call<typeof today>(`/admin/readers?from=${from}&to=${today.to}`);
    return app.sendPage(reply, view, {
      title: view.texts.readers.title,
      at: "readers",
      main: [spans(view, days), readerTable(view, readers), letters(view, readers), gradeText(view)],
      scripts: ["copy.js"],
    });
  });
};
