import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy } from "@fastify/busboy";
import { messageOf } from "../errors.ts";
import { invalid } from "./request.ts";

export type FormFields = (readonly [name: string, value: string])[];

/** All fields together may have so many bytes: they are kept in memory before the token is known. */
const maxFieldBytes = 4 * 1024 * 1024;

const limits = { files: 20, fields: 500, fieldSize: maxFieldBytes, parts: 520, headerPairs: 50 };

/**
 * Reads a form with files (RFC 7578), whose files are uploaded while it comes in.
 * @param upload stores a file. @returns its address
 * @returns the fields, with the address of each file as a value @throws REQUEST_INVALID, and what `upload` throws
 */
export async function readMultipart(
  request: IncomingMessage,
  body: Readable,
  upload: (file: { name: string; stream: Readable }, fields: FormFields) => Promise<string>,
): Promise<FormFields> {
  const fields: (readonly [string, string])[] = [];
  const uploads: Promise<void>[] = [];
  const parser = parserOf(request);
  let bytes = 0;
  parser.on("field", (name, value) => {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (bytes > maxFieldBytes) parser.destroy(invalid(`the fields of the form are larger than ${maxFieldBytes} bytes`));
    else fields.push([name, value]);
  });
  for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const) {
    parser.on(limit, () => {
      parser.destroy(invalid(`it has more than ${limits.files} files, or ${limits.fields} fields`));
    });
  }
  parser.on("file", (name, stream, fileName) => {
    // Files keep their order, whichever is stored first.
    const place = fields.push([name, ""]) - 1;
    const stored = upload({ name: fileName ?? "", stream }, fields).then((url) => {
      fields[place] = [name, url];
    });
    // The rest of the form is read, so that the client gets an answer.
    stored.catch(() => stream.resume());
    uploads.push(stored);
  });
  await pipeline(body, parser).catch((error: unknown) => {
    throw invalid(`The form cannot be read: ${messageOf(error)}.`);
  });
  await Promise.all(uploads);
  return fields;
}

function parserOf({ headers }: IncomingMessage) {
  try {
    return new Busboy({ headers: { ...headers, "content-type": headers["content-type"] ?? "" }, limits });
  } catch (error) {
    throw invalid(`The form cannot be read: ${messageOf(error)}.`);
  }
}
