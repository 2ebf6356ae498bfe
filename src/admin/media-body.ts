import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy } from "@fastify/busboy";
import { CourantError, messageOf } from "../errors.ts";

/** A file in the body of a request. `name`: the name that the client gave; its chunks can be read once. */
export type UploadedBody = { name: string; chunks: AsyncIterable<Uint8Array> };

/** Beside the file, a form has room for a few short fields, which mean nothing here. */
const formLimits = { files: 2, fields: 20, fieldSize: 10_000, parts: 30, headerPairs: 50 };

/** Tells whether a body is a form with files (RFC 7578). */
export function isForm(request: IncomingMessage): boolean {
  return /^\s*multipart\/form-data\s*(?:;|$)/i.test(request.headers["content-type"] ?? "");
}

/**
 * Finds the file in the body of a request: the body itself, or the one file of a form. It holds nothing in memory.
 * @param body the body, as it comes in
 * @throws REQUEST_INVALID for a form without a file. The chunks throw it for a form that breaks off or has several files
 */
export async function readUpload(request: IncomingMessage, body: Readable): Promise<UploadedBody> {
  if (!isForm(request)) return { name: "", chunks: body };
  const form = createForm(request);
  const first = Promise.withResolvers<{ name: string; stream: Readable }>();
  let files = 0;
  let current: Readable | undefined;
  form.on("file", (_field, stream, name) => {
    files++;
    current = stream;
    // Its error comes to those who read it, and to `parsed`.
    stream.on("error", () => undefined);
    if (files === 1) first.resolve({ name: name ?? "", stream });
    else stream.resume();
  });
  const parsed = pipeline(body, form).catch((error: unknown) => {
    current?.destroy(error instanceof Error ? error : undefined);
    throw invalidForm(messageOf(error));
  });
  parsed.then(() => first.reject(invalidForm("it has no file")), first.reject);
  first.promise.catch(() => undefined);
  const { name, stream } = await first.promise;
  return { name, chunks: readFirst(stream, parsed, () => files) };
}

async function* readFirst(
  stream: Readable,
  parsed: Promise<void>,
  countFiles: () => number,
): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch {
    // The form says why it broke off.
    await parsed;
  }
  await parsed;
  if (countFiles() > 1) throw invalidForm("it has more than one file");
}

function createForm(request: IncomingMessage) {
  try {
    const headers = { ...request.headers, "content-type": request.headers["content-type"] ?? "" };
    return new Busboy({ headers, limits: formLimits });
  } catch (error) {
    throw invalidForm(messageOf(error));
  }
}

function invalidForm(reason: string): CourantError {
  return new CourantError(
    "REQUEST_INVALID",
    `The form cannot be read: ${reason}. Send one file as multipart/form-data, or its bytes alone with ?name=.`,
  );
}
