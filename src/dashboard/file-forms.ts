import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { Busboy } from "@fastify/busboy";
import type { FastifyInstance } from "fastify";
import { CourantError, messageOf } from "../errors.ts";

/** A form with one file, its last field. The fields before the file are texts; one that stands several times is a list. */
export type FileForm = { [name: string]: string | string[] | FormFile | undefined; file?: FormFile };

/** A file of a form. Its stream can be read once, and is not in memory. */
export type FormFile = { name: string; mediaType: string; stream: Readable };

const limits = { files: 1, fields: 50, fieldSize: 100_000, parts: 52, headerPairs: 50 };

/** Lets a scope take forms with a file (RFC 7578). The body is a `FileForm` as soon as the file begins. */
export function acceptFileForms(app: FastifyInstance): void {
  app.addContentTypeParser("multipart/form-data", async (_request: unknown, payload: IncomingMessage) =>
    readFileForm(payload),
  );
}

/** @throws REQUEST_INVALID for a form that breaks off before its file */
function readFileForm(request: IncomingMessage): Promise<FileForm> {
  return new Promise((resolve, reject) => {
    const fields: FileForm = {};
    const fail = (error: unknown) =>
      reject(new CourantError("REQUEST_INVALID", `The form cannot be read: ${messageOf(error)}.`));
    try {
      const headers = { ...request.headers, "content-type": request.headers["content-type"] ?? "" };
      const form = new Busboy({ headers, limits });
      form.on("field", (name, value) => {
        const former = fields[name];
        fields[name] =
          typeof former === "string" ? [former, value] : Array.isArray(former) ? [...former, value] : value;
      });
      form.on("file", (_field, stream, name, _encoding, mediaType) => {
        fields.file = { name: name ?? "", mediaType, stream };
        resolve(fields);
      });
      form.on("error", (error) => {
        fields.file?.stream.destroy(error instanceof Error ? error : undefined);
        fail(error);
      });
      form.on("finish", () => resolve(fields));
      request.on("error", (error) => form.destroy(error)).pipe(form);
    } catch (error) {
      fail(error);
    }
  });
}
