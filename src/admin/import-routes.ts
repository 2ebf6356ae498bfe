import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { CourantError } from "../errors.ts";
import { importFormats } from "../ingest/detect-format.ts";
import type { ImportStores } from "./import.ts";
import { type ArticleOutcome, createReport } from "./import.ts";
import { formatPartReports, importInParts, type PartReport } from "./import-parts.ts";
import { type Spool, spoolBody } from "./spool-body.ts";

export type ImportRoutesOptions = {
  stores: ImportStores;
  siteUrl: string;
  /** This service's own public origin, without a trailing slash. */
  origin: string;
  changed: () => void;
  /** Bytes of what is read at once; NDJSON and exports of WordPress may be longer. */
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

/**
 * `POST /admin/import`: a body in any format that the command line imports, and as long. Who accepts NDJSON is told how far
 * it is.
 */
export const importRoutes: FastifyPluginAsyncTypebox<ImportRoutesOptions> = async (app, options) => {
  const { stores, siteUrl, origin, changed, bodyLimit } = options;
  const closing = new AbortController();
  app.addHook("preClose", async () => closing.abort());

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", async (_request: unknown, payload: IncomingMessage) => payload);

  app.post("/import", { schema: { querystring: ImportQuery } }, async (request, reply) => {
    const { tag, date, url, format, name, line } = request.query;
    const {
      "content-encoding": coding = "identity",
      "content-type": mediaType,
      "x-robots-tag": said,
    } = request.headers;
    const robots = [said].flat().join(", ");
    if (coding !== "identity") {
      throw new CourantError(
        "MEDIA_TYPE_UNSUPPORTED",
        `Send the body as it is, not with “Content-Encoding: ${coding}”.`,
      );
    }
    const body = await spoolBody(request.body instanceof Readable ? request.body : Readable.from([])).catch(
      throwDiskFull,
    );
    if (body.size === 0) {
      throw new CourantError(
        "REQUEST_INVALID",
        "The body is empty. Send the article's text, Markdown, HTML, JSON or NDJSON, a feed or an export.",
      );
    }
    // Reading it may take longer than a connection may be silent.
    request.raw.socket.setTimeout(0);
    const tags = typeof tag === "string" ? [tag] : (tag ?? []);
    const from = { name, mediaType, robots, line, longest: bodyLimit, stopping: closing.signal };
    const parts = importInParts(stores, body.chunks(), from, {
      ...{ tags, date, url, format, baseUrl: siteUrl, origin },
    });
    const taken = reportsOf(parts, body, ({ created, updated }) => {
      if (created + updated > 0) changed();
    });
    if (accepts(request.headers.accept, "application/x-ndjson")) {
      return reply
        .type("application/x-ndjson")
        .header("x-accel-buffering", "no")
        .send(Readable.from(formatPartReports(taken)));
    }
    const articles: ArticleOutcome[] = [];
    for await (const part of taken) articles.push(...part.articles);
    const report = createReport(articles);
    const nothingWentIn = report.rejected > 0 && report.rejected === report.articles.length;
    return reply.code(nothingWentIn ? 422 : 200).send(report);
  });
};

/** The parts, until the last is taken or nobody asks for more; then the body is gone. */
async function* reportsOf(
  parts: AsyncIterable<PartReport>,
  body: Spool,
  onPart: (part: PartReport) => void,
): AsyncGenerator<PartReport> {
  try {
    for await (const part of parts) {
      onPart(part);
      yield part;
    }
  } finally {
    await body.close();
  }
}

function accepts(accept: string | undefined, type: string): boolean {
  return (accept ?? "").split(",").some((each) => each.split(";", 1)[0]?.trim().toLowerCase() === type);
}

function throwDiskFull(error: unknown): never {
  if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  throw new CourantError("DISK_FULL", `There is no room for the body in ${tmpdir()}. Make room there, or set TMPDIR.`);
}
