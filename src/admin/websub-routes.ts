import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { WebSubReport } from "../push/websub/report.ts";

/** `GET /admin/websub`: the subscribers, and how deliveries and hubs elsewhere do. */
export const webSubRoutes: FastifyPluginAsyncTypebox<{ readWebSub: () => Promise<WebSubReport> }> = async (
  app,
  { readWebSub },
) => {
  app.get("/websub", readWebSub);
};
