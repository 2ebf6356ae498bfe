import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { Collection } from "../collection/collection.ts";
import { CourantError } from "../errors.ts";
import { importFormats } from "../ingest/detect-format.ts";
import { importArticles } from "./import.ts";

export type ImportRoutesOptions = {
  collection: Collection;
  siteUrl: string;
  /** This service's own public origin, without a trailing slash. */
  origin: string;
  changed: () => void;
  /** Bytes. */
  bodyLimit: number;
};

const ImportQuery = Type.Object(
  {
    tag: Type.Optional(Type.Union([Type.Array(Type.String()), Type.String()])),
    date: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
    format: Type.Optional(Type.Enum([...importFormats])),
    name: Type.Optional(Type.String({ description: "the file name that the article is known by" })),
    line: Type.Optional(Type.Integer({ minimum: 1, description: "the body's first line, of a longer NDJSON" })),
  },
  { additionalProperties: false },
);

/** `POST /admin/import`: a body in any format that the command line imports. */
export const importRoutes: FastifyPluginAsyncTypebox<ImportRoutesOptions> = async (app, options) => {
  const { collection, siteUrl, origin, changed, bodyLimit } = options;

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, async (_request: unknown, body: Buffer) => body);

  app.post("/import", { schema: { querystring: ImportQuery }, bodyLimit }, async (request, reply) => {
    const { tag, date, url, format, name, line } = request.query;
    const { body } = request;
    if (!Buffer.isBuffer(body) || body.length === 0) {
      throw new CourantError(
        "REQUEST_INVALID",
        "The body is empty. Send the article's text, Markdown, JSON or NDJSON, a feed or an export.",
      );
    }
    const coding = request.headers["content-encoding"] ?? "identity";
    if (coding !== "identity") {
      throw new CourantError(
        "MEDIA_TYPE_UNSUPPORTED",
        `Send the body as it is, not with “Content-Encoding: ${coding}”.`,
      );
    }
    const tags = typeof tag === "string" ? [tag] : (tag ?? []);
    const report = await importArticles(
      collection,
      { name, mediaType: request.headers["content-type"], firstLine: line, bytes: body },
      { tags, date, url, format, baseUrl: siteUrl, origin },
    );
    if (report.created + report.updated > 0) changed();
    const nothingWentIn = report.rejected > 0 && report.rejected === report.articles.length;
    return reply.code(nothingWentIn ? 422 : 200).send(report);
  });
};
