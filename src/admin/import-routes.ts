import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { CourantError } from "../errors.ts";
import { importFormats } from "../ingest/detect-format.ts";
import type { ImportStores } from "./import.ts";
import { type ArticleOutcome, createReport } from "./import.ts";
import { formatPartReports, importInParts, type PartReport } from "./import-in-parts.ts";
import { type Spool, spoolBody } from "./spool-body.ts";

export type ImportRoutesOptions = {
  stores: ImportStores;
  siteUrl: string;
  /** The public origin of this service, without a trailing slash. */
  origin: string;
  changed: () => void;
  /** The limit in bytes for input that must be parsed as a whole; NDJSON and exports of WordPress may be longer. */
  bodyLimit: number;
};

const ImportQuery = Type.Object(
  {
    tag: Type.Optional(Type.Union([Type.Array(Type.String()), Type.String()])),
    date: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
    format: Type.Optional(Type.Enum([...importFormats])),
    name: Type.Optional(Type.String({ description: "the file name by which the article is known" })),
    line: Type.Optional(
      Type.Integer({ minimum: 1, description: "the number of the body's first line in a longer NDJSON" }),
    ),
  },
  { additionalProperties: false },
);

/**
 * `POST /admin/import`: imports a body in any format that the command line imports, and of any length. A client that accepts
 * NDJSON gets a line for each part while the import goes on.
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
      "x-robots-tag": robotsHeader,
    } = request.headers;
    const robots = [robotsHeader].flat().join(", ");
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
    // The import may take longer than a connection may be silent.
    request.raw.socket.setTimeout(0);
    const tags = typeof tag === "string" ? [tag] : (tag ?? []);
    const input = { name, mediaType, robots, line, maxBytes: bodyLimit, stopping: closing.signal };
    const partReports = importInParts(stores, body.chunks(), input, {
      tags,
      date,
      url,
      format,
      baseUrl: siteUrl,
      origin,
    });
    const reports = passReports(partReports, body, ({ created, updated }) => {
      if (created + updated > 0) changed();
    });
    if (accepts(request.headers.accept, "application/x-ndjson")) {
      return reply
        .type("application/x-ndjson")
        .header("x-accel-buffering", "no")
        .send(Readable.from(formatPartReports(reports)));
    }
    const articles: ArticleOutcome[] = [];
    for await (const report of reports) articles.push(...report.articles);
    const report = createReport(articles);
    const isAllRejected = report.rejected > 0 && report.rejected === report.articles.length;
    return reply.code(isAllRejected ? 422 : 200).send(report);
  });
};

/** Passes the reports on. After the last one, or when the client disconnects, it deletes the body. */
async function* passReports(
  reports: AsyncIterable<PartReport>,
  body: Spool,
  onReport: (report: PartReport) => void,
): AsyncGenerator<PartReport> {
  try {
    for await (const report of reports) {
      onReport(report);
      yield report;
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
