import { decodeText } from "../ingest/decode.ts";
import { feedHeadLength, formerFeedsOf, type InputOrigin } from "../ingest/former-feeds.ts";

/**
 * Watches the beginning of an input while it is read.
 * @returns the same chunks, and a function that returns the addresses of the feeds that the input comes from
 */
export function watchFormerFeeds<Chunk extends Uint8Array>(
  chunks: AsyncIterable<Chunk>,
  origin: InputOrigin,
): { chunks: AsyncIterable<Chunk>; formerFeeds: () => string[] } {
  const head: Buffer[] = [];
  let length = 0;
  let found: string[] | undefined;
  async function* watched() {
    for await (const chunk of chunks) {
      // Copied, because the chunk may move to another thread.
      if (length < feedHeadLength) head.push(Buffer.from(chunk.subarray(0, feedHeadLength - length)));
      length += chunk.length;
      yield chunk;
    }
  }

  function formerFeeds(): string[] {
    found ??= findFormerFeeds(Buffer.concat(head), origin);
    return found;
  }
  return { chunks: watched(), formerFeeds };
}

function findFormerFeeds(head: Buffer, origin: InputOrigin): string[] {
  try {
    // The end of the piece may be in the middle of a character.
    const end = Math.max(head.lastIndexOf(">"), head.lastIndexOf('"')) + 1;
    return formerFeedsOf(decodeText(head.subarray(0, end)), origin);
  } catch {
    // The import reports what is wrong with the text.
    return [];
  }
}
