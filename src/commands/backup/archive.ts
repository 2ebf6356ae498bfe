import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Header, Parser, Pax, type ReadEntry } from "tar";
import { messageOf } from "../../errors.ts";

/*
 * Files in the format of tar (POSIX.1-2017, pax), as a stream: a file of any size takes the memory of one chunk.
 */

/** One file in an archive. `modified` is in milliseconds since 1970; the archive keeps whole seconds. */
export type ArchiveEntry = {
  name: string;
  bytes: number;
  modified: number;
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
};

/** An archive that cannot be read. The message says why. */
export class BrokenArchive extends Error {}

const blockBytes = 512;
const chunkBytes = 1024 * 1024;

/**
 * Writes an archive.
 * @param entries only as many bytes of a content may come as its entry says
 * @param onBytes receives the length of each chunk of a content that was written
 */
export async function writeArchive(
  file: string,
  entries: AsyncIterable<ArchiveEntry>,
  onBytes: (bytes: number) => void,
): Promise<void> {
  await pipeline(Readable.from(archiveChunks(entries, onBytes), { objectMode: false }), createWriteStream(file));
}

async function* archiveChunks(
  entries: AsyncIterable<ArchiveEntry>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    yield* headerOf(entry);
    let written = 0;
    for await (const chunk of entry.content) {
      written += chunk.length;
      yield chunk;
      onBytes(chunk.length);
    }
    if (written !== entry.bytes) throw new Error(`${entry.name} has ${written} bytes instead of ${entry.bytes}`);
    yield Buffer.alloc((blockBytes - (written % blockBytes)) % blockBytes);
  }
  yield Buffer.alloc(2 * blockBytes);
}

function headerOf({ name, bytes, modified }: ArchiveEntry): Uint8Array[] {
  const mtime = new Date(modified);
  const header = new Header({ path: name, size: bytes, mode: 0o600, mtime, type: "File", uid: 0, gid: 0 });
  const needsPax = header.encode();
  const block = header.block ?? Buffer.alloc(0);
  return needsPax ? [new Pax({ path: name, size: bytes }).encode(), block] : [block];
}

/** Tells whether a file begins like an archive, or like one that gzip or zstd has compressed. @param begin its first 512 bytes */
export function isArchive(begin: Buffer): boolean {
  const isCompressed = begin.readUInt16BE(0) === 0x1f8b || begin.readUInt32LE(0) === 0xfd2fb528;
  return isCompressed || begin.toString("latin1", 257, 262) === "ustar";
}

/**
 * Reads an archive, also one that gzip or zstd has compressed. Folders are passed over.
 * @param onEntry receives each entry in turn, and reads its content to the end; after `stop`, no other is read
 * @throws BrokenArchive; the errors of `onEntry` and of the file system
 */
export async function readArchive(
  file: string,
  onEntry: (entry: ArchiveEntry) => Promise<"stop" | undefined>,
): Promise<void> {
  const failed = Promise.withResolvers<never>();
  // The failure may come while nobody waits for it.
  failed.promise.catch(() => undefined);
  let handled: Promise<void> = Promise.resolve();
  let current: ReadEntry | undefined;
  let isOver = false;

  async function handle(entry: ReadEntry): Promise<void> {
    current = entry;
    if (!isOver && (await onEntry(toEntry(entry))) === "stop") isOver = true;
    if (isOver) entry.resume();
  }

  const parser = new Parser({
    strict: true,
    filter: (_path, entry) => !("type" in entry && entry.type === "Directory"),
    onReadEntry(entry: ReadEntry) {
      handled = handled.then(() => handle(entry));
      handled.catch(failed.reject);
    },
  });
  parser.on("error", (error) => failed.reject(new BrokenArchive(messageOf(error), { cause: error })));
  const ended = once(parser, "end");
  ended.catch(() => undefined);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) {
      if (isOver) return;
      if (!parser.write(chunk)) await Promise.race([once(parser, "drain"), failed.promise]);
    }
    parser.end();
    await Promise.race([ended, failed.promise]);
    await Promise.race([handled, failed.promise]);
  } catch (error) {
    // Nothing may still work with the content of an entry when this function ends.
    isOver = true;
    current?.destroy();
    await handled.catch(() => undefined);
    throw error;
  }
}

function toEntry(entry: ReadEntry): ArchiveEntry {
  const isFile = entry.type === "File" || entry.type === "OldFile" || entry.type === "ContiguousFile";
  if (!isFile) throw new BrokenArchive(`${entry.path} is not a file in it`);
  const { path: name, size: bytes, mtime } = entry;
  return { name: name.replace(/^\.\//, ""), bytes, modified: mtime?.getTime() ?? 0, content: contentOf(entry) };
}

async function* contentOf(entry: ReadEntry): AsyncGenerator<Uint8Array> {
  const iterator = entry[Symbol.asyncIterator]();
  for (;;) {
    // A stream that was destroyed would not answer.
    if (entry.destroyed) throw new BrokenArchive("it ends too early");
    const { done, value } = await iterator.next();
    if (done) return;
    yield value;
  }
}
