import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { Config } from "../config/schema.ts";
import type { IngestQueue } from "../ingest-queue/queue.ts";

export type ImportLinksOptions = {
  queue: Pick<IngestQueue, "linkFolder">;
  config: () => Config;
};

/** A folder with more text is imported in parts, or on the command line. */
const maxFolderBytes = 32 * 1024 * 1024;

const Query = Type.Object({
  source: Type.String({
    minLength: 1,
    maxLength: 4000,
    description: "the name of the folder, as in POST /admin/import",
  }),
});

/**
 * `POST /admin/import/links`: finds to which files of the same folder each file of Markdown links, so that their imports
 * (`pages`) can resolve the links. It stores nothing.
 */
export const importLinksRoutes: FastifyPluginAsyncTypebox<ImportLinksOptions> = async (app, { queue, config }) => {
  app.removeAllContentTypeParsers();
  const parser = { parseAs: "buffer", bodyLimit: maxFolderBytes } as const;
  app.addContentTypeParser("*", parser, async (_request: unknown, body: Buffer) => body);
  const route = { schema: { querystring: Query }, config: { scope: "publish" }, bodyLimit: maxFolderBytes } as const;

  app.post("/import/links", route, async ({ body, query: { source } }) => {
    const { site, environment } = config();
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    return { files: await queue.linkFolder(bytes, { source, siteUrl: site.url, origin: environment.baseUrl }) };
  });
};
