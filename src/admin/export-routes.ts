import { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { Stores } from "../stores/stores.ts";
import { exportLines } from "./export.ts";

/** `GET /admin/export`: the output of `courant export`, as fast as the client reads it. */
export const exportRoutes: FastifyPluginAsyncTypebox<Pick<Stores, "transfer">> = async (app, { transfer }) => {
  app.get("/export", { exposeHeadRoute: false }, async (_request, reply) =>
    reply.type("application/x-ndjson").send(Readable.from(exportLines(transfer))),
  );
};
