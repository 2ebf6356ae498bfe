import { Readable } from "node:stream";
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import { parseJsonBody } from "../ingest/json-body.ts";
import { limitClients } from "../plugins/limit-clients.ts";
import { toCourantError } from "../plugins/problems.ts";
import { type FormFields, readMultipart } from "./form.ts";
import { createPost, deletePost, listPosts, readPost, type Site, undeletePost, updatePost } from "./posts.ts";
import { invalid, type MicropubRequest, readForm, readJson } from "./request.ts";
import { createVisibilityReader } from "./visibility.ts";
import { type Admission, createAdmission, type Writer, type WriterOptions } from "./writer.ts";

export type MicropubOptions = WriterOptions & {
  /** Returns the public address of the service. */
  baseUrl: () => string;
  /** Returns the channels in the configuration that is in force. */
  channels: () => Config["channels"];
  log: FastifyBaseLogger;
};

const maxBodyBytes = 4 * 1024 * 1024;

/** How many requests a client may send in ten minutes: a token endpoint elsewhere is asked for each. */
const maxRequests = 3000;

const queries = ["config", "source", "syndicate-to", "category"] as const;

/** The kinds of posts that programs offer to write. */
const postTypes = [
  { type: "article", name: "Article" },
  { type: "note", name: "Note" },
  { type: "photo", name: "Photo" },
  { type: "video", name: "Video" },
  { type: "audio", name: "Audio" },
  { type: "bookmark", name: "Bookmark" },
];

/** `/micropub` and its media endpoint (https://www.w3.org/TR/micropub/). */
export async function micropubRoutes(app: FastifyInstance, options: MicropubOptions): Promise<void> {
  const { baseUrl } = options;
  const visibility = createVisibilityReader(options.channels);
  const site = (): Site => ({ baseUrl: baseUrl(), visibility });
  const admission = createAdmission(options);
  const { withWriter } = admission;
  await limitClients(app, maxRequests, (_reply, seconds) => {
    throw new CourantError("TOO_MANY_REQUESTS", `You sent too many requests. Wait ${seconds} seconds.`);
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer", bodyLimit: maxBodyBytes },
    async (_request: unknown, body: Buffer) => parseJsonBody(body) ?? null,
  );
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: maxBodyBytes },
    (_request, body, done) => done(null, [...new URLSearchParams(String(body))]),
  );
  app.setErrorHandler<FastifyError | CourantError>((error, request, reply) =>
    sendError(error, request, reply, options.log),
  );
  app.addHook("onRequest", async (request, reply) => {
    reply.header("cache-control", "no-store");
    await admission.admit(request);
  });

  app.post("/micropub", async (request, reply) => {
    const { body } = request;
    if (body instanceof Readable) return createFromForm(request, body, reply, { admission, site });
    const isForm = Array.isArray(body);
    const fields = isForm ? (body as FormFields) : [];
    const read = isForm ? readForm(fields) : readJson(body);
    const inBody = isForm ? fields.find(([name]) => name === "access_token")?.[1] : undefined;
    return withWriter(request, { intent: read.action, inBody }, (writer) => perform(writer, read, reply, site()));
  });

  app.post("/micropub/media", async (request, reply) => {
    const { body } = request;
    const type = request.headers["content-type"] ?? "";
    if (!(body instanceof Readable) || !/^multipart\/form-data\b/i.test(type)) {
      throw invalid("Send the file as multipart/form-data, in a part named “file”.");
    }
    return withWriter(request, { intent: "media" }, async ({ api }) => {
      const upload = { method: "POST", stream: body, headers: { "content-type": type } } as const;
      const { url } = await api.call<{ url: string }>("/admin/media", upload);
      return reply.code(201).header("location", url).send({ url });
    });
  });

  app.get<{ Querystring: Record<string, string | string[] | undefined> }>("/micropub", async (request, reply) =>
    withWriter(request, { intent: "read" }, async (writer) =>
      reply.send(await answerQuery(writer, request.query, site())),
    ),
  );
}

/** Creates a post from a form with files (section 3.3.1). */
async function createFromForm(
  request: FastifyRequest,
  body: Readable,
  reply: FastifyReply,
  { admission: { withWriter }, site }: { admission: Admission; site: () => Site },
) {
  if (!/^multipart\/form-data\b/i.test(request.headers["content-type"] ?? "")) {
    throw new CourantError("MEDIA_TYPE_UNSUPPORTED", "Send a form, a form with files, or JSON.");
  }
  const tokenIn = (fields: FormFields) => fields.find(([name]) => name === "access_token")?.[1];
  const fields = await readMultipart(request.raw, body, ({ name, stream }, before) =>
    withWriter(request, { intent: "media", inBody: tokenIn(before) }, async ({ api }) => {
      const headers = { "content-type": "application/octet-stream" };
      const path = `/admin/media?${new URLSearchParams({ name })}`;
      return (await api.call<{ url: string }>(path, { method: "POST", stream, headers })).url;
    }),
  );
  return withWriter(request, { intent: "create", inBody: tokenIn(fields) }, (writer) =>
    perform(writer, readForm(fields), reply, site()),
  );
}

async function perform(writer: Writer, read: MicropubRequest, reply: FastifyReply, site: Site) {
  const { baseUrl } = site;
  if (read.action === "create") {
    const location = await createPost(writer, read, site);
    return reply.code(201).header("location", location).send();
  }
  if (read.action === "update") await updatePost(writer, read, site);
  else if (read.action === "delete") await deletePost(writer, read.url, baseUrl);
  else await undeletePost(writer, read.url, baseUrl);
  return reply.code(204).send();
}

/** Answers a query (section 3.7). @throws REQUEST_INVALID */
async function answerQuery(
  writer: Writer,
  query: Readonly<Record<string, string | string[] | undefined>>,
  site: Site,
): Promise<object> {
  const first = (name: string) => [query[name] ?? []].flat()[0];
  switch (first("q")) {
    case "config":
      return {
        "media-endpoint": `${site.baseUrl}/micropub/media`,
        "syndicate-to": [],
        q: queries,
        "post-types": postTypes,
        visibility: site.visibility.known(),
      };
    case "syndicate-to":
      return { "syndicate-to": [] };
    case "category": {
      const search = new URLSearchParams({ facet: "tag", limit: "100", prefix: first("filter") ?? "" });
      const { values } = await writer.api.call<{ values: string[] }>(`/admin/values?${search}`);
      return { categories: values };
    }
    case "source": {
      const url = first("url");
      const names = [query["properties[]"] ?? [], query.properties ?? []].flat(2);
      if (url !== undefined) return readPost(writer, { url, names }, site);
      const limit = Math.min(Math.max(Number.parseInt(first("limit") ?? "20", 10) || 20, 1), 100);
      return listPosts(writer, { limit, cursor: first("after") }, site);
    }
    // Programs try a token without asking for anything.
    case undefined:
      return {};
    default:
      throw invalid(`“q” is none of ${queries.join(", ")}.`);
  }
}

/** Answers with an error as section 3.8 describes it. */
function sendError(
  thrown: FastifyError | CourantError,
  request: FastifyRequest,
  reply: FastifyReply,
  log: FastifyBaseLogger,
) {
  const { code, status, message, headers } = toCourantError(thrown, request);
  // A body that is not read would keep the connection.
  if (request.body instanceof Readable) request.body.resume();
  if (code === "INTERNAL") log.error({ err: thrown }, "a Micropub request failed");
  return reply
    .code([404, 409, 410, 412, 422].includes(status) ? 400 : status)
    .headers({ "cache-control": "no-store", ...headers })
    .send({ error: errorName(status), error_description: message, code });
}

function errorName(status: number): string {
  if (status === 401) return "unauthorized";
  if (status === 403) return "insufficient_scope";
  return status >= 500 ? "server_error" : "invalid_request";
}
