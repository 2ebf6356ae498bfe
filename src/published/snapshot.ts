import type { Deltas } from "./deltas.ts";

/** Content codings in which a document is kept (RFC 9110 section 8.4.1; br: RFC 7932; zstd: RFC 8878). */
export const codings = ["identity", "gzip", "br", "zstd"] as const;
export type Coding = (typeof codings)[number];

/** What a coding's file is called beside the identity file: the names that nginx and others look for. */
export const codingExtensions: Record<Coding, string> = { identity: "", gzip: ".gz", br: ".br", zstd: ".zst" };

/**
 * One representation: the number of its bytes, their strong ETag with its quotes, their SHA-256 in hexadecimal, and, if
 * it is kept in memory, the bytes themselves.
 */
export type Representation = { bytes: number; etag: string; sha256: string; body?: Buffer };

/** What stands in a document's headers and can change without its bytes. */
export type DocumentHead = {
  /** The path it is served at, percent-encoded, for example `/feeds/news.rss`. */
  path: string;
  /** The file in FEEDS_DIR, for example `news.rss`; its variants stand beside it with `.gz`, `.br`, `.zst`. */
  file: string;
  /** The Content-Type, with charset. */
  type: string;
  /** The slug of the channel it belongs to. */
  channel?: string | undefined;
  /** The Link header: one `self`, `alternate` for the other formats (RFC 8288). */
  link?: string | undefined;
  /** Seconds a cache may keep it fresh. */
  maxAge: number;
  /** How often an hour a client may download it in full while it stays as it is; without it, as often as it likes. */
  downloadsPerHour?: number | undefined;
  /** When the document will change by itself (an article is due, or expires); milliseconds since 1970. */
  due?: number | undefined;
  /** It is read now and then, not polled: it is kept as it is, without other codings, and read from its file. */
  onDisk?: boolean | undefined;
  /** The path of the page that a browser is shown which opens the document itself. */
  page?: string | undefined;
  archive?: ArchiveHead | undefined;
  /** Every client that asks is sent deltas of it; without it, only those that are known to cope. */
  deltasForAll?: boolean | undefined;
};

/** What makes a document an archive: its bytes never change. */
export type ArchiveHead = {
  /** The path of the archive that follows it now, or of the subscription document. */
  next: string;
  /** Others took its place, and it goes then: milliseconds since 1970. */
  until?: number | undefined;
};

/** One channel in one format, or a page: everything a response needs, made before anybody asks. */
export type Document = DocumentHead & {
  /** Its other codings are not made yet: until then it is served as it is. */
  uncoded?: boolean | undefined;
  /** When its bytes last changed: milliseconds since 1970, a whole second. Moves only with the ETag. */
  lastModified: number;
  /** A coding that would not be smaller than `identity` is left out. */
  variants: Readonly<Partial<Record<Coding, Representation>> & { identity: Representation }>;
  /** Of a feed that is polled, where deltas are wanted. */
  deltas?: Deltas | undefined;
};

/** The last known state of the document at a path; it decides on the validators of the next one. */
export type DocumentState = {
  sha256: string;
  lastModified: number;
  /** Where its bytes are, when they are published and undamaged. */
  file?: string | undefined;
  deltas?: Deltas | undefined;
};

/** The documents that one target was built into. */
export type BuiltDocuments = {
  changed: Document[];
  /** Documents whose bytes are as before: without representations. */
  unchanged: (DocumentHead & { deltas?: Deltas | undefined })[];
  /** Archives that stay, of which only the one that follows may be another now. */
  retainedArchives: { path: string; next: string }[];
};

/** The whole set of documents that is being served. Replaced by one assignment, never edited. */
export type Snapshot = {
  /** The public origin that the documents name; undefined before there are any. */
  baseUrl: string | undefined;
  /** By path, percent-decoded. */
  documents: ReadonlyMap<string, Document>;
  /** Percent-decoded paths answered 410. */
  gone: ReadonlySet<string>;
  /** Percent-decoded path to the new path or address, answered 301. */
  moved: ReadonlyMap<string, string>;
};

export const emptySnapshot: Snapshot = { baseUrl: undefined, documents: new Map(), gone: new Set(), moved: new Map() };

/** Where the pages stand that people see when there is nothing at an address. */
export const errorPagePaths = { 404: "/404.html", 410: "/410.html" } as const;
