import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { ArticleStore } from "../stores/articles.ts";
import { removeStarters } from "./starters.ts";

export type StarterRoutesOptions = {
  articles: Pick<ArticleStore, "findByNamePrefix" | "remove">;
  /** Called when something was deleted. */
  onChanged: () => void;
};

/**
 * `DELETE /admin/starters`: removes the starter articles as `courant starters remove` does, and answers with the
 * report.
 */
export const starterRoutes: FastifyPluginAsyncTypebox<StarterRoutesOptions> = async (app, { articles, onChanged }) => {
  app.delete("/starters", async (request) => {
    const report = await removeStarters(articles, request.actor);
    if (report.removed > 0) onChanged();
    return report;
  });
};
