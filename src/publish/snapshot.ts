/** Content codings in which a document is kept (RFC 9110 section 8.4.1; zstd: RFC 8878; br: RFC 7932). */
export type Coding = "identity" | "gzip" | "br" | "zstd";

/** One representation: bytes and their strong ETag, with its quotes. */
export type Variant = { body: Buffer; etag: string };

/** One channel in one format, or a page: everything a response needs, made before anybody asks. */
export type Document = {
  /** The path it is served at, percent-encoded, for example `/feeds/news.rss`. */
  path: string;
  /** The file in FEEDS_DIR, for example `news.rss`; its variants stand beside it with `.gz`, `.br`, `.zst`. */
  file: string;
  /** The Content-Type, with charset. */
  type: string;
  /** When its bytes last changed: milliseconds since 1970, a whole second. Moves only with the ETag. */
  lastModified: number;
  /** `identity` is always there; a coding that would not be smaller is left out. */
  variants: Readonly<Partial<Record<Coding, Variant>> & { identity: Variant }>;
  /** The Link header: one `self`, `alternate` for the other formats (RFC 8288). */
  link: string | undefined;
  /** Seconds a cache may keep it fresh. */
  maxAge: number;
  /** When the document will change by itself (an article is due, or expires); milliseconds since 1970. */
  due: number | undefined;
};

/** The whole set of documents that is being served. Replaced by one assignment, never edited. */
export type Snapshot = {
  /** By path. */
  documents: ReadonlyMap<string, Document>;
  /** Paths answered 410. */
  gone: ReadonlySet<string>;
};

export const emptySnapshot: Snapshot = { documents: new Map(), gone: new Set() };
