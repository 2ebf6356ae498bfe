import { CourantError } from "../errors.ts";
import { decodeText } from "../ingest/decode.ts";
import { type ImportOptions, type IngestedDraft, type IngestResult, ingestInBatches } from "../ingest/ingest.ts";
import { type InputPart, type SplitOptions, splitInput } from "./split-input.ts";
import { watchFormerFeeds } from "./watch-former-feeds.ts";

/**
 * An input of any length. `line`: the number of its first line, if it is a piece of a longer NDJSON; `source`: the place
 * that the file came from; `address`: the base of its relative addresses, if it is not the site; `robots`: the X-Robots-Tag
 * that came with a page.
 */
export type InputDescription = Pick<SplitOptions, "name" | "mediaType" | "partBytes" | "maxBytes"> & {
  line?: number | undefined;
  source?: string | undefined;
  address?: string | undefined;
  robots?: string | undefined;
};

/** Articles of a part of an input. The last batch of a part has `end`. */
export type InputBatch = { drafts: IngestedDraft[]; end?: PartEnd };

/**
 * The rest of a part. `remaining` estimates how many parts follow, where that can be estimated; `formerFeeds`: the
 * addresses of the feeds that the input comes from, as far as its beginning says them.
 */
export type PartEnd = Omit<IngestResult, "drafts"> & {
  remaining?: number | undefined;
  formerFeeds?: readonly string[] | undefined;
};

/** Small enough to be stored in some ten milliseconds. */
const draftBatchSize = { draftCount: 200, contentLength: 1_000_000 };

/**
 * Reads an input of any length part by part.
 * @throws BODY_TOO_LARGE, ARTICLE_INVALID, FORMAT_UNKNOWN when the input cannot be split
 */
export async function* readInput(
  chunks: AsyncIterable<Uint8Array>,
  { input, options }: { input: InputDescription; options: ImportOptions },
): AsyncGenerator<InputBatch> {
  const watched = watchFormerFeeds(asBuffers(chunks), {
    address: input.address,
    blogUrl: options.url ?? options.baseUrl,
  });
  const { format, frames, timezone } = options;
  for await (const part of splitInput(watched.chunks, { ...input, format, frames, timezone })) {
    if ("bytes" in part) {
      for (const batch of readPart(part, input, options)) {
        yield batch.end ? { ...batch, end: { ...batch.end, formerFeeds: watched.formerFeeds() } } : batch;
      }
    } else if ("error" in part) yield { drafts: [], end: { records: [], rejected: [part], skipped: [] } };
    else yield { drafts: [], end: { records: [], rejected: [], skipped: [part] } };
  }
}

function* readPart(
  { format, bytes, remaining, ...part }: InputPart,
  { line = 1, source, address, robots }: InputDescription,
  options: ImportOptions,
): Generator<InputBatch> {
  const firstLine = (part.firstLine ?? 1) + line - 1;
  let end: PartEnd;
  try {
    const input = { ...part, firstLine, source, address, robots, text: decodeText(bytes, part.mediaType) };
    const batches = ingestInBatches(input, { ...options, format: format ?? options.format }, draftBatchSize);
    let next = batches.next();
    for (; !next.done; next = batches.next()) yield { drafts: next.value };
    end = next.value;
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    end = { records: [], rejected: [{ where: part.name ?? "input", error: error.toProblem() }], skipped: [] };
  }
  yield { drafts: [], end: { ...end, remaining } };
}

async function* asBuffers(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const { buffer, byteOffset, byteLength } of chunks) yield Buffer.from(buffer, byteOffset, byteLength);
}
