import type { FileHandle } from "node:fs/promises";
import { createInterface } from "node:readline";
import { CourantError } from "../errors.ts";
import { charsetOf, decoderFor } from "../ingest/decode.ts";
import type { Rejection } from "../ingest/ingest.ts";
import type { ImportItem } from "../ingest/json.ts";
import { Skip, type SkippedArticle } from "../ingest/skip.ts";
import { openWxr, skippedPages } from "../ingest/wxr.ts";
import { articleOfPost, type WxrPost } from "../ingest/wxr-post.ts";
import type { ImportBytes } from "./import.ts";
import { openHidden } from "./spool.ts";

/** Characters of articles in one part, unless less is wanted: progress is shown after each. */
const maxPartLength = 2 * 1024 * 1024;

/**
 * An export of WordPress as NDJSON, in parts, however long it is: an article stands at the line at which its item begins
 * in the export. Its posts lie in a temporary file until all is read that they refer to.
 * @throws ARTICLE_INVALID, FORMAT_UNKNOWN before anything is taken when it cannot be read to its end
 */
export async function* wxrInParts(
  chunks: AsyncIterable<Buffer>,
  { name, partSize = maxPartLength }: { name: string | undefined; partSize?: number },
): AsyncGenerator<ImportBytes | Rejection | SkippedArticle> {
  const partLength = Math.min(maxPartLength, partSize);
  const file = await openHidden();
  try {
    const { site, length } = await writePosts(chunks, file);
    let part = newPart(1);
    let [read, given] = [0, 0];
    for await (const line of createInterface({
      input: file.createReadStream({ start: 0, autoClose: false }),
      crlfDelay: Infinity,
    })) {
      const post = JSON.parse(line) as WxrPost;
      read += line.length;
      const value = attempt(name, { place: `line ${post.line}`, value: () => articleOfPost(post, site) });
      if (!("article" in value)) {
        yield value;
        continue;
      }
      if (part.length === 0) part = newPart(post.line);
      const text = `${"\n".repeat(post.line - part.next)}${JSON.stringify(value.article)}`;
      part.texts.push(text);
      part.length += text.length;
      part.next = post.line;
      if (part.length < partLength) continue;
      given++;
      // As much as there was before goes on: as good an estimate as any.
      yield bytesOf(part, name, Math.ceil((given * (length - read)) / read));
      part = newPart(1);
    }
    if (part.length > 0) yield bytesOf(part, name, 0);
    for (const item of skippedPages(site)) {
      const value = attempt(name, item);
      if (!("article" in value)) yield value;
    }
  } finally {
    await file.close();
  }
}

type Part = { firstLine: number; next: number; length: number; texts: string[] };

function newPart(line: number): Part {
  return { firstLine: line, next: line, length: 0, texts: [] };
}

function bytesOf({ firstLine, texts }: Part, name: string | undefined, remaining: number): ImportBytes {
  return { name, mediaType: undefined, format: "ndjson", firstLine, remaining, bytes: Buffer.from(texts.join("")) };
}

/** Writes the posts of an export to a file, a line each. @returns what they refer to, and how long the file is */
async function writePosts(chunks: AsyncIterable<Buffer>, file: FileHandle) {
  let length = 0;
  const waiting: string[] = [];
  const reader = openWxr((post) => {
    const line = JSON.stringify(post);
    length += line.length;
    waiting.push(`${line}\n`);
  });
  let decode: ((bytes?: Buffer) => string) | undefined;
  for await (const chunk of chunks) {
    decode ??= streamDecoder(chunk);
    reader.write(decode(chunk));
    const lines = waiting.splice(0);
    if (lines.length > 0) await file.appendFile(lines.join(""));
  }
  reader.write(decode?.() ?? "");
  reader.end();
  await file.appendFile(waiting.join(""));
  return { site: reader.site, length };
}

function streamDecoder(start: Buffer): (bytes?: Buffer) => string {
  const charset = charsetOf(start);
  const decoder = decoderFor(charset);
  return (bytes) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new CourantError(
        "FORMAT_UNKNOWN",
        `The text is not valid ${charset}. Convert it to UTF-8, with iconv for example.`,
      );
    }
  };
}

function attempt(
  name: string | undefined,
  { place, value }: ImportItem,
): Rejection | SkippedArticle | { article: unknown } {
  try {
    return { article: value() };
  } catch (error) {
    const where = `${name ?? "input"}, ${place}`;
    if (error instanceof Skip) return { where, reason: error.message };
    if (error instanceof CourantError) return { where, error: error.toProblem() };
    throw error;
  }
}
