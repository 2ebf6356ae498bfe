import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import type { Draft } from "../article/article.ts";
import { linksOf } from "../article/links.ts";
import type { PrepareOptions } from "../article/prepare.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import { importFormats } from "../ingest/import-formats.ts";
import type { IngestQueue } from "../ingest-queue/queue.ts";
import { previewArticle } from "../publish/preview.ts";
import { takeArticlesAsBytes } from "./article-requests.ts";

export type PreviewRoutesOptions = {
  config: () => Config;
  queue: Pick<IngestQueue, "readArticle" | "readInput">;
  /** The settings with which articles are checked. */
  settings: PrepareOptions;
  clock: Pick<Clock, "now">;
  /** Asks addresses whether they answer. */
  checkLinks: (urls: readonly string[]) => Promise<readonly object[]>;
};

/** How many links of an article are asked. */
const maxLinks = 50;

const ConvertQuery = Type.Object({
  format: Type.Enum([...importFormats], { default: "markdown", description: "the format of the body" }),
});

const writing = { config: { scope: "write" } } as const;

/**
 * Shows an article as it would become, without storing it: `POST /admin/articles/preview` renders it, `POST /admin/articles/links`
 * asks its links whether they answer, and `POST /admin/convert` turns a text into an article with clean HTML.
 */
export const previewRoutes: FastifyPluginAsyncTypebox<PreviewRoutesOptions> = async (scope, options) => {
  const { config, queue, settings, clock, checkLinks } = options;

  async function readDraft({ body }: FastifyRequest): Promise<Draft> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const { prepared } = await queue.readArticle(bytes, { change: { kind: "create" }, ...settings });
    return prepared.draft;
  }

  const articleCalls: FastifyPluginAsyncTypebox = async (app) => {
    takeArticlesAsBytes(app);

    app.post("/articles/preview", writing, async (request) =>
      previewArticle(await readDraft(request), config(), clock.now()),
    );

    app.post("/articles/links", writing, async (request) => {
      const links = linksOf(await readDraft(request));
      return { links: await checkLinks(links.slice(0, maxLinks)), unchecked: Math.max(0, links.length - maxLinks) };
    });
  };

  const textCalls: FastifyPluginAsyncTypebox = async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, async (_request: unknown, body: Buffer) => body);

    app.post("/convert", { ...writing, schema: { querystring: ConvertQuery } }, async ({ body, query }) =>
      convert(Buffer.isBuffer(body) ? body : Buffer.alloc(0), query.format),
    );
  };

  await scope.register(articleCalls);
  await scope.register(textCalls);

  /** @throws the reason why the text is no article, or is not meant for everybody */
  async function convert(text: Buffer, format: (typeof importFormats)[number]): Promise<Draft> {
    const batches = queue.readInput(
      chunkOf(text),
      { name: "text" },
      { tags: [], format, ...settings },
      { isUrgent: true },
    );
    for await (const { drafts, end } of batches) {
      if (drafts[0]) return drafts[0].prepared.draft;
      const [rejection] = end?.rejected ?? [];
      if (rejection) throw new CourantError("ARTICLE_INVALID", rejection.error.detail);
      const [skipped] = end?.skipped ?? [];
      if (skipped) throw new CourantError("ARTICLE_INVALID", `The text is not meant for everybody: ${skipped.reason}.`);
    }
    throw new CourantError("REQUEST_INVALID", "The body is empty. Send the text of one article.");
  }
};

async function* chunkOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
