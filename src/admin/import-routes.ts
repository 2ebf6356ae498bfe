import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { Check } from "typebox/value";
import type { PrepareOptions } from "../article/prepare.ts";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import { importFormats } from "../ingest/import-formats.ts";
import { adminPath } from "./article-requests.ts";
import type { AuditLog } from "./audit-log.ts";
import { type ArticleOutcome, createReport, openDraftInput } from "./import.ts";
import { recordImport } from "./import-audit.ts";
import {
  formatPartReports,
  type ImportCounts,
  type ImportInPartsDeps,
  importInParts,
  type PartReport,
} from "./import-in-parts.ts";
import { type RequestInput, receiveInput } from "./import-input.ts";
import { createOpenInputs } from "./open-inputs.ts";
import type { Spool } from "./spool-body.ts";

export type ImportRoutesOptions = ImportInPartsDeps & {
  clock: Pick<Clock, "now" | "after">;
  /** The settings with which articles are checked. */
  settings: PrepareOptions;
  audit: AuditLog;
  /** The limit in bytes for input that must be parsed as a whole; NDJSON and exports of WordPress may be longer. */
  bodyLimit: number;
  requestInput: RequestInput;
};

/** A body of this size is most likely one article, and is read beside long imports. */
const maxUrgentBytes = 64 * 1024;

const PageAddresses = Type.Record(Type.String(), Type.String());

const ImportQuery = Type.Object(
  {
    tag: Type.Optional(
      Type.Union([Type.Array(Type.String()), Type.String()], { description: "a tag that every article gets" }),
    ),
    date: Type.Optional(
      Type.String({ description: "the date of publication of an article that has none, as in RFC 3339" }),
    ),
    url: Type.Optional(Type.String({ description: "the address of the article, if there is only one" })),
    format: Type.Optional(
      Type.Enum([...importFormats], { description: "the format of the body; found out if not given" }),
    ),
    name: Type.Optional(Type.String({ description: "the file name by which Courant recognises the article" })),
    source: Type.Optional(
      Type.String({
        description: "the origin of the file, which distinguishes files with the same name",
        minLength: 1,
      }),
    ),
    replace: Type.Optional(
      Type.Boolean({ description: "lets a text replace an article with which it has hardly any words in common" }),
    ),
    match: Type.Optional(Type.Enum(["link"], { description: "recognises articles by their links before their ids" })),
    input: Type.Optional(
      Type.String({
        description: "a value that is the same in all requests with parts of one input",
        minLength: 1,
        maxLength: 100,
      }),
    ),
    pages: Type.Optional(
      Type.String({
        description: "JSON that maps paths of files of the same folder to the addresses to which links lead",
      }),
    ),
    address: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4000,
        description: "an address that Courant requests and imports, in place of a body",
      }),
    ),
    line: Type.Optional(
      Type.Integer({ minimum: 1, description: "the number of the body's first line in a longer NDJSON" }),
    ),
  },
  { additionalProperties: false },
);

/**
 * `POST /admin/import`: imports a body in any format that the command line imports, and of any length. A client that
 * accepts NDJSON gets a line for each part while the import goes on.
 */
export const importRoutes: FastifyPluginAsyncTypebox<ImportRoutesOptions> = async (app, options) => {
  const { stores, queue, clock, settings, onChanged, audit, bodyLimit, requestInput } = options;
  const route = { schema: { querystring: ImportQuery }, config: { scope: "publish" } } as const;
  const closing = new AbortController();
  const openInputs = createOpenInputs(clock);
  app.addHook("preClose", async () => closing.abort());

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", async (_request: unknown, payload: IncomingMessage) => payload);

  app.post("/import", route, async (request, reply) => {
    const { tag, date, url, format, source, replace, match, input: key, line, pages } = request.query;
    const received = await receiveInput(request, { baseUrl: settings.baseUrl, requestInput });
    const { body, label, name, address, mediaType, robots } = received;
    // The import may take longer than a connection may be silent. A call of the dashboard has no connection.
    request.raw.socket.setTimeout?.(0);
    const tags = typeof tag === "string" ? [tag] : (tag ?? []);
    const isUrgent = body.size <= maxUrgentBytes;
    const file = { name, source, address, mediaType, robots, line, maxBytes: bodyLimit };
    const matching = { matchLinks: match === "link", replaces: replace };
    const whole = { ...file, ...matching };
    const draftInput = key === undefined ? undefined : openInputs.find(key, () => openDraftInput(whole));
    const input = { ...whole, draftInput, by: request.actor, stopping: closing.signal, isUrgent };
    const partReports = importInParts({ stores, queue, clock, onChanged }, body.chunks(), input, {
      tags,
      date,
      url,
      format,
      pages: pages === undefined ? undefined : readPages(pages),
      ...settings,
    });
    const reports = passReports(partReports, body, (total) => recordImport(audit, request.caller, label, total));
    if (accepts(request.headers.accept, "application/x-ndjson")) {
      return reply
        .type("application/x-ndjson")
        .header("x-accel-buffering", "no")
        .send(Readable.from(formatPartReports(reports, () => (request.isUnfinished = true))));
    }
    const articles: ArticleOutcome[] = [];
    const formerFeeds: string[] = [];
    for await (const part of reports) {
      articles.push(...part.articles);
      formerFeeds.push(...(part.formerFeeds ?? []));
    }
    const report = createReport(articles, formerFeeds);
    const isAllRejected = report.rejected > 0 && report.rejected === report.articles.length;
    const [only] = report.articles;
    if (only && report.articles.length === 1 && "id" in only) reply.header("location", adminPath(only.id));
    return reply.code(isAllRejected ? 422 : 200).send(report);
  });
};

/** @throws REQUEST_INVALID for anything but a JSON object with texts */
function readPages(json: string): Record<string, string> {
  try {
    const pages: unknown = JSON.parse(json);
    if (Check(PageAddresses, pages)) return pages;
  } catch {
    // It is no JSON.
  }
  throw new CourantError(
    "REQUEST_INVALID",
    'pages: expected a JSON object of addresses, for example {"a.md":"https://site.example/a"}.',
  );
}

/** Passes the reports on. After the last one, or when the client disconnects, it deletes the body and tells the counts. */
async function* passReports(
  reports: AsyncIterable<PartReport>,
  body: Spool,
  onEnd: (total: ImportCounts) => Promise<void>,
): AsyncGenerator<PartReport> {
  let total: ImportCounts | undefined;
  try {
    for await (const report of reports) {
      total = report.total;
      yield report;
    }
  } finally {
    await body.close();
    if (total) await onEnd(total);
  }
}

function accepts(accept: string | undefined, type: string): boolean {
  return (accept ?? "").split(",").some((each) => each.split(";", 1)[0]?.trim().toLowerCase() === type);
}
