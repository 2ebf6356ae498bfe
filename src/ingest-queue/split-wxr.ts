import type { FileHandle } from "node:fs/promises";
import { createInterface } from "node:readline";
import { CourantError } from "../errors.ts";
import { charsetOf, decoderFor } from "../ingest/decode.ts";
import type { Rejection } from "../ingest/ingest.ts";
import { Skip, type SkippedArticle } from "../ingest/skip.ts";
import { openWxr, skippedTypes } from "../ingest/wxr.ts";
import { articleOfPost, type WxrOptions, type WxrPost } from "../ingest/wxr-post.ts";
import type { InputPart } from "./split-input.ts";
import { openTemporaryFile } from "./temporary-file.ts";

/** The largest part in characters, unless the caller asks for smaller ones. Progress is shown after each part. */
const maxWxrPartLength = 2 * 1024 * 1024;

/**
 * Converts an export of WordPress, of any length, to parts of NDJSON. Each article stands on the line on which its item
 * begins in the export, so that messages name that line. Posts refer to items after them, so all posts wait in a temporary
 * file until the export is read.
 * @throws ARTICLE_INVALID, FORMAT_UNKNOWN before the first part when the export cannot be read to its end
 */
export async function* splitWxr(
  chunks: AsyncIterable<Buffer>,
  { name, partBytes = maxWxrPartLength, ...options }: WxrOptions & { name: string | undefined; partBytes?: number },
): AsyncGenerator<InputPart | Rejection | SkippedArticle> {
  const partLength = Math.min(maxWxrPartLength, partBytes);
  const file = await openTemporaryFile();
  try {
    const { site, length } = await writePosts(chunks, file);
    let part = createPart(1);
    let [readLength, partCount] = [0, 0];
    for await (const line of createInterface({
      input: file.createReadStream({ start: 0, autoClose: false }),
      crlfDelay: Infinity,
    })) {
      const post = JSON.parse(line) as WxrPost;
      readLength += line.length;
      const result = readArticle(name, { place: `line ${post.line}`, value: () => articleOfPost(post, site, options) });
      if (!("value" in result)) {
        yield result;
        continue;
      }
      if (part.length === 0) part = createPart(post.line);
      const text = `${"\n".repeat(post.line - part.lastLine)}${JSON.stringify(result.value.article)}`;
      if (result.value.note !== undefined) part.notes.set(post.line - part.firstLine, result.value.note);
      part.texts.push(text);
      part.length += text.length;
      part.lastLine = post.line;
      if (part.length < partLength) continue;
      partCount++;
      // The estimate assumes that the rest of the export is like the part read so far.
      yield toInput(part, name, Math.ceil((partCount * (length - readLength)) / readLength));
      part = createPart(1);
    }
    if (part.length > 0) yield toInput(part, name, 0);
    for (const item of skippedTypes(site)) {
      const result = readArticle(name, item);
      if (!("value" in result)) yield result;
    }
  } finally {
    await file.close();
  }
}

/** A part that is being built. `lastLine` is the line of its last article. */
type Part = { firstLine: number; lastLine: number; length: number; texts: string[]; notes: Map<number, string> };

function createPart(line: number): Part {
  return { firstLine: line, lastLine: line, length: 0, texts: [], notes: new Map() };
}

function toInput({ firstLine, texts, notes }: Part, name: string | undefined, remaining: number): InputPart {
  const bytes = Buffer.from(texts.join(""));
  return { name, mediaType: undefined, format: "ndjson", firstLine, notes, remaining, bytes };
}

/** Writes each post of an export to a line of a file. @returns the site that posts refer to, and the file's length */
async function writePosts(chunks: AsyncIterable<Buffer>, file: FileHandle) {
  let length = 0;
  const pendingLines: string[] = [];
  const reader = openWxr((post) => {
    const line = JSON.stringify(post);
    length += line.length;
    pendingLines.push(`${line}\n`);
  });
  let decode: ((bytes?: Buffer) => string) | undefined;
  for await (const chunk of chunks) {
    decode ??= createStreamDecoder(chunk);
    reader.write(decode(chunk));
    const lines = pendingLines.splice(0);
    if (lines.length > 0) await file.appendFile(lines.join(""));
  }
  reader.write(decode?.() ?? "");
  reader.end();
  await file.appendFile(pendingLines.join(""));
  return { site: reader.site, length };
}

function createStreamDecoder(start: Buffer): (bytes?: Buffer) => string {
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

function readArticle<Value>(
  name: string | undefined,
  { place, value }: { place: string; value: () => Value },
): Rejection | SkippedArticle | { value: Value } {
  try {
    return { value: value() };
  } catch (error) {
    const where = `${name ?? "input"}, ${place}`;
    if (error instanceof Skip) return { where, reason: error.message };
    if (error instanceof CourantError) return { where, error: error.toProblem() };
    throw error;
  }
}
