import type { Deltas } from "./deltas.ts";

/*
 * The published state: the documents with their validators, in FEEDS_DIR as files with a manifest and a journal.
 * Publishing writes it and knows it as a snapshot; serving follows it and knows it as a view. They share nothing else.
 * This room imports only `errors`.
 */

/** The content codings of a document (RFC 9110 section 8.4.1; br: RFC 7932; zstd: RFC 8878). */
export const codings = ["identity", "gzip", "br", "zstd"] as const;
export type Coding = (typeof codings)[number];

/** The extension that each coding adds to the name of the identity file. nginx and others look for these names. */
export const codingExtensions: Record<Coding, string> = { identity: "", gzip: ".gz", br: ".br", zstd: ".zst" };

/**
 * A representation (RFC 9110): the number of its bytes, its strong ETag with the quotes, its SHA-256 in hexadecimal, and
 * the bytes themselves when they are in memory.
 */
export type Representation = { bytes: number; etag: string; sha256: string; body?: Buffer };

/** The part of a document that can change without its bytes. */
export type DocumentHead = {
  /** The path of the document, percent-encoded, for example `/feeds/news.rss`. */
  path: string;
  /** The identity file in FEEDS_DIR, for example `news.rss`; the other codings add `.gz`, `.br` or `.zst`. */
  file: string;
  /** The Content-Type, with charset. */
  type: string;
  /** The slug of the document's channel. */
  channel?: string | undefined;
  /** Of the page of an article: the slugs of channels in the configuration that select it. */
  channels?: readonly string[] | undefined;
  /**
   * The slugs of the private channels whose subscribers may read the document: its own channel, or those that select the
   * article of a page. Undefined when everybody may.
   */
  privateTo?: readonly string[] | undefined;
  /** The Link header: one `self`, `alternate` for the other formats (RFC 8288). */
  link?: string | undefined;
  /** The number of seconds that a cache may treat it as fresh. */
  maxAge: number;
  /** The number of full downloads per hour by one client while the document does not change; no limit when absent. */
  downloadsPerHour?: number | undefined;
  /** The time of the next change without an edit (an article is due, or expires), in milliseconds since 1970. */
  due?: number | undefined;
  /** Whether the document is rarely read, and every request reads it from its file. */
  onDisk?: boolean | undefined;
  /** The path of the page that a browser gets when somebody opens the document in it. */
  page?: string | undefined;
  archive?: ArchiveHead | undefined;
  /** Of a subscription document: its superseded archives that were removed early, and the archive that they lead to. */
  formerArchives?: (FormerArchives & { newest: string }) | undefined;
  /** Whether every client that asks for deltas gets them; otherwise only the known delta readers do. */
  deltasForAll?: boolean | undefined;
};

/** The additional data of an archive, a document whose bytes never change. */
export type ArchiveHead = {
  /** The path of the archive that follows it at present, or of the subscription document. */
  next: string;
  /** The time at which a superseded archive is removed, in milliseconds since 1970. */
  until?: number | undefined;
};

/**
 * Superseded archives that were removed before their time, in a format of a channel: the lowest and the highest number
 * among them, and the time until which caches may hold documents that name them, in milliseconds since 1970.
 */
export type FormerArchives = { first: number; last: number; until: number };

/** A channel in one format, or a page, with everything that a response needs. */
export type Document = DocumentHead & {
  /** Whether the compressed representations are not built yet; until then only `identity` is served. */
  uncoded?: boolean | undefined;
  /** The time of the last change of its bytes in milliseconds since 1970, a whole second. It moves only with the ETag. */
  lastModified: number;
  /** The representations by coding. A coding that is not smaller than `identity` is left out. */
  variants: Readonly<Partial<Record<Coding, Representation>> & { identity: Representation }>;
  /** Only polled feeds have deltas, and only when the configuration asks for them. */
  deltas?: Deltas | undefined;
};

/** The last known state of the document at a path. The validators of the next state depend on it. */
export type DocumentState = {
  sha256: string;
  lastModified: number;
  /** The SHA-256 of the representations that its files have, by coding. */
  hashes: Readonly<Partial<Record<Coding, string>>>;
  /** The file with its bytes; undefined when they are not published, or damaged. */
  file?: string | undefined;
  deltas?: Deltas | undefined;
};

/** Returns the SHA-256 of each representation. */
export function hashesOf(variants: Document["variants"]): DocumentState["hashes"] {
  return Object.fromEntries(codings.flatMap((coding) => (variants[coding] ? [[coding, variants[coding].sha256]] : [])));
}

/** Returns a document without the bytes of its representations. */
export function withoutBodies(document: Document): Document {
  const variants = Object.entries(document.variants).map(([coding, { body: _, ...rest }]) => [coding, rest]);
  return { ...document, variants: Object.fromEntries(variants) };
}

/** The documents of one target after it was built. */
export type BuiltDocuments = {
  changed: Document[];
  /** The documents whose bytes are the same as before, without representations. */
  unchanged: (DocumentHead & { deltas?: Deltas | undefined })[];
  /** The published archives that stay. Only the archive that follows each may have changed. */
  retainedArchives: { path: string; next: string }[];
};

/**
 * All documents that are published, as publishing knows them. It is replaced as a whole and never edited. Documents whose
 * files are missing or damaged are among them, since their validators still count.
 */
export type Snapshot = {
  /** The public address in the documents; undefined before the first documents. */
  baseUrl: string | undefined;
  /** The documents by percent-decoded path. */
  documents: ReadonlyMap<string, Document>;
  /** The percent-decoded paths that are answered 410. */
  gone: ReadonlySet<string>;
  /** The new path or address for each percent-decoded path that is answered 301. */
  moved: ReadonlyMap<string, string>;
};

/** The snapshot before anything is published. */
export const emptySnapshot: Snapshot = { baseUrl: undefined, documents: new Map(), gone: new Set(), moved: new Map() };

/**
 * The paths of the documents for subscribers whose address was revoked, by format. No channel has such a slug.
 */
export const revokedPaths = {
  rss: "/feeds/_revoked.rss",
  atom: "/feeds/_revoked.atom",
  json: "/feeds/_revoked.json",
  html: "/feeds/_revoked",
} as const;

/** The paths of the pages for addresses without a document, by status. */
export const errorPagePaths = { 404: "/404.html", 410: "/410.html" } as const;
