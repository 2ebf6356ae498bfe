import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from "node:zlib";

/** The content codings in Accept-Encoding. `deflate` is decoded as well, because some servers send it anyway. */
export const acceptedCodings = "gzip, br, zstd";

/** More than one coding is never useful, and many are an attack. */
const maxCodings = 2;

/** Bytes that a decoder may read before it returns as many as are wanted. */
const readAheadBytes = 128 * 1024;

/** A body cannot be decoded. The message gives the reason in words for people. */
export class DecodeError extends Error {}

/**
 * Reads a body and removes its content codings (RFC 9110 section 8.4).
 * @param maxBytes the limit before and after decoding, because few bytes can stand for very many
 * @throws DecodeError for a body that is longer, damaged, or in an unknown coding
 */
export async function decodeBody(
  body: Readable,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of await withoutCodings(body, contentEncoding, maxBytes)) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Reads the first bytes of a body without its content codings, however long the body is.
 * @param maxBytes the number of bytes; the rest is not read, except for a little that decoders read ahead
 * @throws DecodeError for a body in an unknown coding, or with damage before its first bytes are complete
 */
export async function decodeFirstBytes(
  body: Readable,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<{ body: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of await withoutCodings(body, contentEncoding, maxBytes + readAheadBytes)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) break;
    }
  } finally {
    // A decoder whose input is not destroyed waits for more.
    body.on("error", () => {}).destroy();
  }
  return { body: Buffer.concat(chunks).subarray(0, maxBytes), isWhole: bytes <= maxBytes };
}

/** @param maxBytes the limit of the encoded body */
async function withoutCodings(
  body: Readable,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<AsyncIterable<Buffer>> {
  const codings = (contentEncoding ?? "")
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim());
  const applied = codings.filter((coding) => coding !== "" && coding !== "identity").reverse();
  if (applied.length > maxCodings) throw new DecodeError(`it is encoded ${applied.length} times`);
  let bytesRead = 0;
  const countedStream = async function* () {
    for await (const chunk of body) {
      bytesRead += chunk.length;
      if (bytesRead > maxBytes) throw tooLarge(maxBytes);
      yield chunk as Buffer;
    }
  };
  let stream: AsyncIterable<Buffer> = countedStream();
  for (const coding of applied) stream = await removeCoding(coding, stream);
  return stream;
}

function tooLarge(maxBytes: number): DecodeError {
  return new DecodeError(`it is larger than ${maxBytes} bytes`);
}

async function removeCoding(coding: string, stream: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer>> {
  if (coding === "gzip" || coding === "x-gzip") return pipeThrough(createGunzip(), stream);
  if (coding === "br") return pipeThrough(createBrotliDecompress(), stream);
  if (coding === "zstd") return pipeThrough(createZstdDecompress(), stream);
  if (coding !== "deflate") throw new DecodeError("it has a content coding that Courant did not accept");
  const [first, wholeStream] = await peekFirstByte(stream);
  // Some servers send zlib's format, as the specification asks for, and some send the bare one.
  return pipeThrough(first !== undefined && (first & 0x0f) === 8 ? createInflate() : createInflateRaw(), wholeStream);
}

/** Returns the first byte of a stream, and the stream with it. */
async function peekFirstByte(stream: AsyncIterable<Buffer>): Promise<[number | undefined, AsyncIterable<Buffer>]> {
  const iterator = stream[Symbol.asyncIterator]();
  const first = await iterator.next();
  const wholeStream = async function* () {
    if (!first.done) yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  return [first.done ? undefined : first.value[0], wholeStream()];
}

function pipeThrough(decoder: ReturnType<typeof createGunzip>, stream: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  // The reader of the decoder receives all errors.
  pipeline(stream, decoder, () => {});
  return decoder;
}
