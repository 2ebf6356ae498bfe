import { gone, headerText, moved } from "./entry.ts";
import { type GuardedValue, object, optional, text } from "./guards.ts";
import { emptyManifest, type Manifest, manifestLines, parseManifest } from "./manifest.ts";

/*
 * Serving reads the manifest without parsing it: each entry has a line of its own and the lines are sorted by path, so
 * that the bytes themselves are the index. All serving threads share one copy of them.
 */

const head = object({ journal: optional(text()), baseUrl: optional(headerText) });

const rest = object({ gone, moved });

export type ManifestLines = Partial<Record<"journal" | "baseUrl", string | undefined>> &
  GuardedValue<typeof rest> & {
    bytes: SharedArrayBuffer;
    /** Returns the JSON of the entry with a percent-encoded path. */
    find(path: string): string | undefined;
    /** Returns the number of entries of documents that everybody may read. */
    countPublic(): number;
    /** Yields the range of each entry in the bytes, sorted by path. */
    ranges(): Generator<LineRange>;
  };

/** Where an entry stands: from its first byte to the one after its last. */
export type LineRange = { start: number; end: number };

const newline = 0x0a;
const comma = 0x2c;
const quote = 0x22;
const newlineText = "\n";
/** It stands in the entry of each private document, and nowhere else. */
const privateMark = '"privateTo":[';
const entryBegin = Buffer.from('{"path":"');

/**
 * Reads the lines of a manifest.
 * @returns undefined when the bytes are no manifest, for example because they are cut off
 */
export function readManifestLines(bytes: SharedArrayBuffer): ManifestLines | undefined {
  return indexLines(bytes) ?? indexOtherForm(bytes);
}

/** Returns the lines of a manifest with no entries. */
export function emptyManifestLines(): ManifestLines {
  const lines = readManifestLines(toSharedBytes(emptyManifest));
  if (!lines) throw new Error("A manifest without entries cannot be read.");
  return lines;
}

/** Reads a manifest whose entries have no lines of their own: that of an older version, or one that somebody edited. */
function indexOtherForm(bytes: SharedArrayBuffer): ManifestLines | undefined {
  const manifest = parseManifest(Buffer.from(bytes).toString());
  return typeof manifest === "string" ? undefined : indexLines(toSharedBytes(manifest));
}

function toSharedBytes(manifest: Manifest): SharedArrayBuffer {
  const text = Buffer.from([...manifestLines(manifest)].join(""));
  const bytes = new SharedArrayBuffer(text.length);
  text.copy(Buffer.from(bytes));
  return bytes;
}

function indexLines(bytes: SharedArrayBuffer): ManifestLines | undefined {
  const buffer = Buffer.from(bytes);
  const first = buffer.indexOf(newline) + 1;
  const last = buffer.lastIndexOf('\n],\n"gone":') + 1;
  if (first === 0 || last < first) return undefined;
  const { journal, baseUrl, ...parts } = { ...parseHead(buffer, first), ...parseRest(buffer, last) };
  if (parts.gone === undefined || parts.moved === undefined || !parts.isHead) return undefined;
  return {
    bytes,
    journal,
    baseUrl,
    gone: parts.gone,
    moved: parts.moved,
    find: (path) => findEntry(buffer, { start: first, end: last }, Buffer.from(path)),
    countPublic: () =>
      countOf(buffer, newlineText, { start: first, end: last }) -
      countOf(buffer, privateMark, { start: first, end: last }),
    ranges: () => lineRanges(buffer, { start: first, end: last }),
  };
}

function parseHead(buffer: Buffer, end: number): Partial<GuardedValue<typeof head>> & { isHead: boolean } {
  const value = parseJson(`${buffer.toString("utf8", 0, end)}]}`);
  return head(value) ? { ...value, isHead: true } : { isHead: false };
}

/** Parses the lines after the entries: `gone` and `moved` have one each, and the state after them is for publishing. */
function parseRest(buffer: Buffer, start: number): Partial<GuardedValue<typeof rest>> {
  const [, goneLine = "", movedLine = ""] = buffer.toString("utf8", start).split("\n", 3);
  const value = parseJson(`{${goneLine}${movedLine.replace(/,$/, "")}}`);
  const isWhole = buffer.at(-1) === newline && buffer.at(-2) === 0x7d;
  return isWhole && rest(value) ? value : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Tells whether the JSON of an entry is that of a private document. No text in JSON has an unescaped quotation mark. */
export function isPrivateEntry(json: string): boolean {
  return json.includes(privateMark);
}

function countOf(buffer: Buffer, text: string, { start, end }: LineRange): number {
  let count = 0;
  for (let at = buffer.indexOf(text, start); at >= 0 && at < end; at = buffer.indexOf(text, at + 1)) count += 1;
  return count;
}

function* lineRanges(buffer: Buffer, { start, end }: LineRange): Generator<LineRange> {
  for (let at = start; at < end; ) {
    const next = buffer.indexOf(newline, at) + 1;
    yield entryRange(buffer, at, next);
    at = next;
  }
}

/** Leaves out the comma and the newline after an entry. */
function entryRange(buffer: Buffer, start: number, next: number): LineRange {
  return { start, end: buffer[next - 2] === comma ? next - 2 : next - 1 };
}

/** Finds the line with a path by halving the range of bytes that it can stand in. */
function findEntry(buffer: Buffer, { start, end }: LineRange, path: Buffer): string | undefined {
  let low = start;
  let high = end;
  while (low < high) {
    const line = Math.max(low, buffer.lastIndexOf(newline, Math.floor((low + high) / 2) - 1) + 1);
    const next = buffer.indexOf(newline, line) + 1;
    const pathStart = line + entryBegin.length;
    const order = buffer.compare(path, 0, path.length, pathStart, buffer.indexOf(quote, pathStart));
    if (order === 0) {
      const range = entryRange(buffer, line, next);
      return buffer.toString("utf8", range.start, range.end);
    }
    if (order < 0) low = next;
    else high = line;
  }
  return undefined;
}

/** Returns the path of the entry in a range, percent-encoded. */
export function pathInRange(buffer: Buffer, { start }: LineRange): string {
  const pathStart = start + entryBegin.length;
  return buffer.toString("latin1", pathStart, buffer.indexOf(quote, pathStart));
}
