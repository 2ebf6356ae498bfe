import type { FastifyInstance } from "fastify";

/** The page on which one sees what needs attention, and all channels. */
export async function overviewPage(app: FastifyInstance): Promise<void> {
  app.get("/", { prefixTrailingSlash: "no-slash" }, async ({ view }, reply) => {
    const { overview } = view.texts.navigation;
    return app.sendPage(reply, view, { title: overview, at: "overview", main: undefined });
  });
}
