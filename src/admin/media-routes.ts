import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { CourantError } from "../errors.ts";
import { describeFile } from "../uploads/describe-file.ts";
import type { MediaLibrary } from "../uploads/library.ts";
import type { AuditLog } from "./audit-log.ts";
import { isForm, readUpload } from "./media-body.ts";
import { nameNextPage, pageCursor, pageLimit } from "./pages.ts";
import { requirePublish } from "./scopes.ts";

export type MediaRoutesOptions = {
  library: MediaLibrary;
  /** The public address of the service. */
  baseUrl: string;
  audit: AuditLog;
};

const ListQuery = Type.Object({
  limit: pageLimit("files"),
  cursor: pageCursor,
  used: Type.Optional(
    Type.Boolean({ description: "true: only files that something uses; false: only those that nothing uses" }),
  ),
});

const UploadQuery = Type.Object({
  name: Type.Optional(Type.String({ description: "the file name, which becomes a part of the address" })),
});

const Hash = Type.Object({ hash: Type.String({ description: "the SHA-256 of the bytes, in hexadecimal digits" }) });

const DeleteQuery = Type.Object({
  force: Type.Boolean({ default: false, description: "deletes the file although something uses it" }),
});

/** Advice for the sender of a file that may not come back. */
const returnAdvice = ": this file was deleted before, and only such a token brings it back; or upload another file";

/** The parts of a form around its file. */
const maxFormOverheadBytes = 16 * 1024;

/** `/admin/media`: uploads, lists and deletes pictures, sound and film. */
export const mediaRoutes: FastifyPluginAsyncTypebox<MediaRoutesOptions> = async (app, options) => {
  const { library, baseUrl, audit } = options;

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", async (_request: unknown, payload: IncomingMessage) => payload);

  app.get("/media", { schema: { querystring: ListQuery } }, async (request, reply) => {
    const { limit, cursor, used } = request.query;
    const { files, next } = await library.list({ limit, cursor, isUsed: used });
    const { maxFile, maxTotal } = library.limits;
    const total = await library.total();
    return {
      media: files.map((file) => describeFile(file, baseUrl)),
      ...nameNextPage(request, reply, next),
      total: { files: total.files, size_in_bytes: total.bytes },
      limits: { max_file_in_bytes: maxFile, max_total_in_bytes: maxTotal },
    };
  });

  app.post(
    "/media",
    {
      schema: { querystring: UploadQuery },
      config: { scope: "write" },
      // Before the body is read: a client that waits for “100 Continue” sends nothing in vain.
      onRequest: async ({ raw }) => library.checkRoom(expectedBytes(raw)),
    },
    async (request, reply) => {
      if (!(request.body instanceof Readable)) {
        throw new CourantError(
          "REQUEST_INVALID",
          "The body is empty. Send the file, as it is or as multipart/form-data.",
        );
      }
      const { name: formName, chunks } = await readUpload(request.raw, request.body);
      const upload = {
        name: request.query.name ?? formName,
        by: request.actor,
        checkReturn: () => requirePublish(request, returnAdvice),
      };
      const { isNew, name, file } = await library.add(chunks, upload);
      const description = describeFile(file, baseUrl, name);
      if (isNew) await audit.record(request.caller, "media.uploaded", file.hash, undefined, description);
      return reply
        .code(isNew ? 201 : 200)
        .header("location", `/admin/media/${file.hash}`)
        .send(description);
    },
  );

  app.get("/media/:hash", { schema: { params: Hash } }, async ({ params }) =>
    describeFile(await library.find(params.hash), baseUrl),
  );

  app.delete(
    "/media/:hash",
    { schema: { params: Hash, querystring: DeleteQuery }, config: { scope: "publish" } },
    async ({ params, query, caller }, reply) => {
      const file = await library.remove(params.hash, query);
      await audit.record(caller, "media.deleted", file.hash, describeFile(file, baseUrl));
      return reply.code(204).send();
    },
  );
};

/** Returns how long the file in a body is at least; 0 where the client does not say. */
function expectedBytes(request: IncomingMessage): number {
  const bytes = Number(request.headers["content-length"] ?? 0);
  return Math.max(0, bytes - (isForm(request) ? maxFormOverheadBytes : 0));
}
