import { formatCount, limits } from "../article/limits.ts";
import { CourantError } from "../errors.ts";
import { detectFormat, type ImportFormat } from "../ingest/detect-format.ts";
import type { Rejection } from "../ingest/ingest.ts";
import type { SkippedArticle } from "../ingest/skip.ts";
import type { ImportBytes } from "./import.ts";

export type PartOptions = {
  name: string | undefined;
  mediaType?: string | undefined;
  /** What it is; found out unless given. */
  format?: ImportFormat | undefined;
  /** Bytes of a part of NDJSON; unless said much less than one request to a running service may have. */
  partSize?: number;
  /** Bytes of what is one part. */
  longest?: number;
};

const lineEnd = 0x0a;

/** Bytes, in which an export of WordPress says that it is one. */
const headBytes = 16 * 1024;

/**
 * An input as it comes, in parts: NDJSON is cut at line ends, and an export of WordPress becomes NDJSON, so that both may
 * be as long as they like. Everything else is one part.
 * @throws BODY_TOO_LARGE when one part, or one line, is longer than it may be
 */
export async function* inParts(
  chunks: AsyncIterable<Buffer>,
  options: PartOptions,
): AsyncGenerator<ImportBytes | Rejection | SkippedArticle> {
  const [head, all] = await peek(chunks);
  if (detects("wxr", head, options)) {
    const { wxrInParts } = await import("./wxr-parts.ts");
    yield* wxrInParts(all, options);
  } else yield* atLineEnds(all, options);
}

/** The beginning of what comes, and all of it. */
async function peek(chunks: AsyncIterable<Buffer>): Promise<[head: Buffer, all: AsyncIterable<Buffer>]> {
  const iterator = chunks[Symbol.asyncIterator]();
  const held: Buffer[] = [];
  let size = 0;
  while (size < headBytes) {
    const { value, done } = await iterator.next();
    if (done) break;
    held.push(value);
    size += value.length;
  }
  async function* all() {
    yield* held;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return [Buffer.concat(held), all()];
}

/**
 * NDJSON in parts; everything else as one.
 * @throws BODY_TOO_LARGE when one part, or one line, is longer than it may be
 */
export async function* atLineEnds(
  chunks: AsyncIterable<Buffer>,
  { name, mediaType, format, partSize = 16 * 1024 * 1024, longest = Number.POSITIVE_INFINITY }: PartOptions,
): AsyncGenerator<ImportBytes> {
  let held: Buffer[] = [];
  let size = 0;
  let enough = partSize;
  let firstLine = 1;
  let isNdjson: boolean | undefined;
  for await (const chunk of chunks) {
    held.push(chunk);
    size += chunk.length;
    if (size > longest) throw tooLong(longest);
    if (size < enough || isNdjson === false) continue;
    const bytes = Buffer.concat(held);
    isNdjson ??= detects("ndjson", bytes, { name, mediaType, format });
    const end = bytes.lastIndexOf(lineEnd) + 1;
    if (isNdjson) {
      for (const part of linesOf(bytes.subarray(0, end))) {
        yield { name, mediaType: "application/x-ndjson", firstLine, bytes: part.bytes };
        firstLine += part.lines;
      }
    }
    const rest = isNdjson ? Buffer.from(bytes.subarray(end)) : bytes;
    [held, size] = [[rest], rest.length];
    // A line longer than that is not joined anew with each chunk.
    enough = Math.max(partSize, 2 * rest.length);
  }
  const bytes = Buffer.concat(held);
  if (firstLine > 1) {
    for (const part of linesOf(bytes)) {
      yield { name, mediaType: "application/x-ndjson", firstLine, bytes: part.bytes };
      firstLine += part.lines;
    }
  } else yield { name, mediaType, bytes };
}

function tooLong(longest: number): CourantError {
  return new CourantError(
    "BODY_TOO_LARGE",
    `It is too long to be read at once: more than ${formatCount(longest)} bytes. Split it, or write it as NDJSON, an article a line.`,
  );
}

/** Lines in parts of as many as one input may have. */
function* linesOf(bytes: Buffer): Generator<{ bytes: Buffer; lines: number }> {
  let [start, lines] = [0, 0];
  for (let end = bytes.indexOf(lineEnd); end !== -1; end = bytes.indexOf(lineEnd, end + 1)) {
    if (++lines < limits.items) continue;
    yield { bytes: bytes.subarray(start, end + 1), lines };
    [start, lines] = [end + 1, 0];
  }
  if (start < bytes.length) yield { bytes: bytes.subarray(start), lines };
}

/** What is no text, or in no known format, is reported when it is imported. */
function detects(wanted: ImportFormat, bytes: Buffer, { name, mediaType, format }: PartOptions): boolean {
  const text = bytes.toString().replace(/^\uFEFF/, "");
  try {
    return detectFormat({ name, mediaType, text }, { format }) === wanted;
  } catch (error) {
    if (error instanceof CourantError) return false;
    throw error;
  }
}
