import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { Collection } from "../collection/collection.ts";
import { removeStarters } from "./starters.ts";

export type StarterRoutesOptions = {
  collection: Pick<Collection, "named" | "remove">;
  /** Called when something was deleted. */
  changed: () => void;
};

/** `DELETE /admin/starters`: removes the starter articles as `courant starters remove` does, and answers with the report. */
export const starterRoutes: FastifyPluginAsyncTypebox<StarterRoutesOptions> = async (app, { collection, changed }) => {
  app.delete("/starters", async () => {
    const report = await removeStarters(collection);
    if (report.removed > 0) changed();
    return report;
  });
};
