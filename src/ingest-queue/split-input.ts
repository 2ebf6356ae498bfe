import { formatCount, limits } from "../article/limits.ts";
import { CourantError } from "../errors.ts";
import { detectFormat } from "../ingest/detect-format.ts";
import type { ImportFormat } from "../ingest/import-formats.ts";
import type { Rejection } from "../ingest/ingest.ts";
import type { SkippedArticle } from "../ingest/skip.ts";
import type { WxrOptions } from "../ingest/wxr-post.ts";

/**
 * The bytes of an input, or of a part of it, not yet decoded. `format` is set if they were converted and no longer have the
 * format that their name suggests. `remaining` estimates how many parts follow. `firstLine` is the number of the first line
 * in a part of NDJSON; `notes` are hints on its articles, by the number of lines before each.
 */
export type InputPart = {
  name: string | undefined;
  mediaType: string | undefined;
  format?: ImportFormat | undefined;
  remaining?: number | undefined;
  firstLine?: number | undefined;
  notes?: ReadonlyMap<number, string> | undefined;
  bytes: Uint8Array;
};

export type SplitOptions = WxrOptions & {
  name: string | undefined;
  mediaType?: string | undefined;
  /** The format of the input; detected if not given. */
  format?: ImportFormat | undefined;
  /** The size of a part of NDJSON. The default is far below what one request to a running service may carry. */
  partBytes?: number;
  /** The limit for input that must stay one part, and for one line of NDJSON. */
  maxBytes?: number;
};

const defaultPartBytes = 16 * 1024 * 1024;
const lineEnd = 0x0a;

/** An export of WordPress names its format within this many bytes. */
const formatHeadBytes = 16 * 1024;

/**
 * Splits an input into parts while it arrives. NDJSON is cut at line ends, and an export of WordPress is converted to
 * NDJSON, so both may be of any length. Any other input stays one part.
 * @throws BODY_TOO_LARGE when one part or one line is larger than `maxBytes`
 */
export async function* splitInput(
  chunks: AsyncIterable<Buffer>,
  options: SplitOptions,
): AsyncGenerator<InputPart | Rejection | SkippedArticle> {
  const [head, allChunks] = await peek(chunks);
  if (isInFormat("wxr", head, options)) {
    const { splitWxr } = await import("./split-wxr.ts");
    yield* splitWxr(allChunks, options);
  } else yield* splitAtLineEnds(allChunks, options);
}

/** Reads the beginning of a stream. @returns the beginning, and a stream of everything including it */
async function peek(chunks: AsyncIterable<Buffer>): Promise<[head: Buffer, allChunks: AsyncIterable<Buffer>]> {
  const iterator = chunks[Symbol.asyncIterator]();
  const headChunks: Buffer[] = [];
  let size = 0;
  while (size < formatHeadBytes) {
    const { value, done } = await iterator.next();
    if (done) break;
    headChunks.push(value);
    size += value.length;
  }
  async function* allChunks() {
    yield* headChunks;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return [Buffer.concat(headChunks), allChunks()];
}

/**
 * Splits NDJSON at line ends. Any other input becomes one part.
 * @throws BODY_TOO_LARGE when one part or one line is larger than `maxBytes`
 */
export async function* splitAtLineEnds(
  chunks: AsyncIterable<Buffer>,
  { name, mediaType, format, partBytes = defaultPartBytes, maxBytes = Number.POSITIVE_INFINITY }: SplitOptions,
): AsyncGenerator<InputPart> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let bytesUntilSplit = partBytes;
  let firstLine = 1;
  let isNdjson: boolean | undefined;
  for await (const chunk of chunks) {
    pending.push(chunk);
    pendingBytes += chunk.length;
    if (pendingBytes > maxBytes) throw inputTooLong(maxBytes);
    if (pendingBytes < bytesUntilSplit || isNdjson === false) continue;
    const bytes = Buffer.concat(pending);
    isNdjson ??= isInFormat("ndjson", bytes, { name, mediaType, format });
    const end = bytes.lastIndexOf(lineEnd) + 1;
    if (isNdjson) {
      for (const part of splitLines(bytes.subarray(0, end))) {
        yield { name, mediaType: "application/x-ndjson", firstLine, bytes: part.bytes };
        firstLine += part.lineCount;
      }
    }
    const rest = isNdjson ? Buffer.from(bytes.subarray(end)) : bytes;
    [pending, pendingBytes] = [[rest], rest.length];
    // Waiting until it has doubled keeps a very long line from being joined again with each chunk.
    bytesUntilSplit = Math.max(partBytes, 2 * rest.length);
  }
  const bytes = Buffer.concat(pending);
  if (firstLine > 1) {
    for (const part of splitLines(bytes)) {
      yield { name, mediaType: "application/x-ndjson", firstLine, bytes: part.bytes };
      firstLine += part.lineCount;
    }
  } else yield { name, mediaType, bytes };
}

function inputTooLong(maxBytes: number): CourantError {
  return new CourantError(
    "BODY_TOO_LARGE",
    `It is too long to be read at once: more than ${formatCount(maxBytes)} bytes. Split it, or write it as NDJSON, an article a line.`,
  );
}

/** Splits lines into parts with as many lines as one input may have. */
function* splitLines(bytes: Buffer): Generator<{ bytes: Buffer; lineCount: number }> {
  let [start, lineCount] = [0, 0];
  for (let end = bytes.indexOf(lineEnd); end !== -1; end = bytes.indexOf(lineEnd, end + 1)) {
    if (++lineCount < limits.items) continue;
    yield { bytes: bytes.subarray(start, end + 1), lineCount };
    [start, lineCount] = [end + 1, 0];
  }
  if (start < bytes.length) yield { bytes: bytes.subarray(start), lineCount };
}

/** Tells whether bytes are in a format. False for bytes in no known format: the import reports the error. */
function isInFormat(expected: ImportFormat, bytes: Buffer, { name, mediaType, format }: SplitOptions): boolean {
  const text = bytes.toString().replace(/^\uFEFF/, "");
  try {
    return detectFormat({ name, mediaType, text }, { format }) === expected;
  } catch (error) {
    if (error instanceof CourantError) return false;
    throw error;
  }
}
