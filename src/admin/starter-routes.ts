import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { ArticleStore } from "../stores/articles.ts";
import type { AuditLog } from "./audit-log.ts";
import { recordStartersRemoval, removeStarters } from "./starters.ts";

export type StarterRoutesOptions = {
  articles: Pick<ArticleStore, "findByNamePrefix" | "remove">;
  /** Called when something was deleted. */
  onChanged: () => void;
  audit: AuditLog;
};

/**
 * `DELETE /admin/starters`: removes the starter articles as `courant starters remove` does, and answers with the
 * report.
 */
export const starterRoutes: FastifyPluginAsyncTypebox<StarterRoutesOptions> = async (app, options) => {
  const { articles, onChanged, audit } = options;
  app.delete("/starters", { config: { scope: "publish" } }, async (request) => {
    const report = await removeStarters(articles, request.actor);
    if (report.removed > 0) {
      onChanged();
      await recordStartersRemoval(audit, request.caller, report);
    }
    return report;
  });
};
