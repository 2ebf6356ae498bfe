import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from "node:zlib";

/** What is asked for, as Accept-Encoding; `deflate` is undone where it comes all the same. */
export const acceptedCodings = "gzip, br, zstd";

/** More than one is never of use, and many are an attack. */
const maxCodings = 2;

/** Bytes that may be read before a decoder gives out as many as are wanted. */
const readAheadBytes = 128 * 1024;

/** Why bytes cannot be had; words for people. */
export class DecodeError extends Error {}

/**
 * The bytes of a body without its content codings (RFC 9110 section 8.4).
 * @param limit bytes, before and after: a few of them can stand for very many
 * @throws Undecodable when it is longer, in a coding that is not known, or damaged
 */
export async function decodeBody(body: Readable, contentEncoding: string | undefined, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of await withoutCodings(body, contentEncoding, limit)) {
    bytes += chunk.length;
    if (bytes > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The first bytes of a body without its content codings, however long it is. What comes after them is not read.
 * @param most bytes; not many more are read for them
 * @throws Undecodable when it is in a coding that is not known, or damaged before enough is there
 */
export async function decodeFirstBytes(
  body: Readable,
  contentEncoding: string | undefined,
  most: number,
): Promise<{ body: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of await withoutCodings(body, contentEncoding, most + readAheadBytes)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > most) break;
    }
  } finally {
    // A decoder that is left alone waits for more.
    body.on("error", () => {}).destroy();
  }
  return { body: Buffer.concat(chunks).subarray(0, most), isWhole: bytes <= most };
}

/** @param limit bytes of the body itself */
async function withoutCodings(
  body: Readable,
  contentEncoding: string | undefined,
  limit: number,
): Promise<AsyncIterable<Buffer>> {
  const codings = (contentEncoding ?? "")
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim());
  const applied = codings.filter((coding) => coding !== "" && coding !== "identity").reverse();
  if (applied.length > maxCodings) throw new DecodeError(`it is encoded ${applied.length} times`);
  let taken = 0;
  const counted = async function* () {
    for await (const chunk of body) {
      taken += chunk.length;
      if (taken > limit) throw tooLarge(limit);
      yield chunk as Buffer;
    }
  };
  let stream: AsyncIterable<Buffer> = counted();
  for (const coding of applied) stream = await undo(coding, stream);
  return stream;
}

function tooLarge(limit: number): DecodeError {
  return new DecodeError(`it is larger than ${limit} bytes`);
}

async function undo(coding: string, stream: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer>> {
  if (coding === "gzip" || coding === "x-gzip") return through(createGunzip(), stream);
  if (coding === "br") return through(createBrotliDecompress(), stream);
  if (coding === "zstd") return through(createZstdDecompress(), stream);
  if (coding !== "deflate") throw new DecodeError("it is in a content coding that was not asked for");
  const [first, all] = await peek(stream);
  // Some send zlib's format, as the specification asks for, some the bare one.
  return through(first !== undefined && (first & 0x0f) === 8 ? createInflate() : createInflateRaw(), all);
}

/** The first byte of a stream, and the stream with it. */
async function peek(stream: AsyncIterable<Buffer>): Promise<[number | undefined, AsyncIterable<Buffer>]> {
  const iterator = stream[Symbol.asyncIterator]();
  const first = await iterator.next();
  const all = async function* () {
    if (!first.done) yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  return [first.done ? undefined : first.value[0], all()];
}

function through(decoder: ReturnType<typeof createGunzip>, stream: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  // What fails is thrown to whoever reads.
  pipeline(stream, decoder, () => {});
  return decoder;
}
