import type { Channel } from "../config/schema.ts";
import type { Layout } from "../published/deltas.ts";
import type { BuiltDocuments, Document, DocumentHead, DocumentState, FormerArchives } from "../published/snapshot.ts";
import type { Timings, Truncation } from "../stores/runs.ts";
import type { ArticlePosition, Checkpoint, PageState } from "../stores/selections.ts";

/**
 * A document before it has validators. It has a layout when deltas of it are wanted, and a hash, the SHA-256 of its body,
 * when that is known already.
 */
export type RenderedDocument = DocumentHead & { body: Buffer; hash?: string; layout?: Layout };

/**
 * An output of building a target: a document; the paths of a published archive that stays and of the document that
 * follows it; articles that were shortened or left out; or the archives that were verified.
 */
export type BuildOutput =
  | { document: RenderedDocument }
  | { archive: string; next: string }
  | { truncation: Truncation }
  | {
      unchangedUpTo: number;
      verified: VerifiedArchives | undefined;
      /** When archives are built anew that hold articles as they were before an edit, in milliseconds since 1970. */
      editsDue: number | undefined;
    };

/** The published documents of a channel. An archive with the right bytes need not be built again. */
export type PublishedDocuments = {
  /** Returns the SHA-256 of the document at a path; undefined when it is not published, or broken. */
  sha256(path: string): string | undefined;
  /** The highest number among the archives, 0 when there are none. */
  last: number;
  /** The archives that were verified before, if any. */
  verified: VerifiedAtCheckpoint | undefined;
  /** Whether edits of articles in archives wait for one another. */
  collectsEdits: boolean;
  former: FormerArchives | undefined;
};

/** The archives of a channel, except the newest, that were checked: their articles and their published bytes are right. */
export type VerifiedArchives = {
  /** How many archives are verified. */
  archives: number;
  /** The number of the newest verified archive. */
  number: number;
  /** The position of the newest article in them. */
  newest: ArticlePosition;
};

/** Verified archives, with the checkpoint at which they were verified. */
export type VerifiedAtCheckpoint = VerifiedArchives & { checkpoint: Checkpoint };

/**
 * A part of the sitemap: all of it; or the list of its parts, the pages of the site, and those of articles of a month (UTC),
 * such as `2026-11`.
 */
export type SitemapPart =
  | { kind: "all"; channels: readonly Channel[] }
  | { kind: "list"; parts: readonly string[] }
  | { kind: "site"; channels: readonly Channel[] }
  | { kind: "month"; month: string };

/** The documents that a target builds: those of a channel, of the site, for revoked subscribers, its home page, its sitemap, or pages of articles. */
export type TargetScope =
  | { kind: "channel"; channel: Channel }
  | { kind: "site"; channels: readonly Channel[] }
  | { kind: "revoked"; channels: readonly Channel[] }
  | { kind: "home"; channels: readonly Channel[] }
  | { kind: "sitemap"; part: SitemapPart }
  | { kind: "pages"; articles: readonly Pick<PageState, "id" | "revision">[] };

/** A set of documents that succeeds or fails together. */
export type Target = {
  /** The slug of a channel, or an id that starts with a slash, as no slug does. */
  id: string;
  /** The name in a run: a channel's slug, `site`, `home`, `revoked`, `sitemap` or `articles`. */
  name: string;
  scope: TargetScope;
  /** The percent-decoded paths of its documents, except archives. */
  paths: readonly string[];
  /** How long a superseded archive stays: as long as caches may hold documents that name it. */
  archiveLifetimeMs: number;
};

/** A target that can tell whether it must be built again. */
export type TrackedTarget = Target & {
  /** Tells whether a change of articles with these terms can change its documents. */
  isAffectedBy(terms: ReadonlySet<string>): boolean;
  /**
   * Returns the fingerprint of the documents at a time, and the time of their next change without an edit. Targets with
   * the same fingerprint have the same documents. Times are milliseconds since 1970.
   */
  fingerprint(now: number): Promise<{ fingerprint: string; due: number | undefined }>;
};

/** A request to a worker, with all data that it needs. It can be cloned. */
export type BuildRequest = {
  scope: TargetScope;
  /** The time that decides which articles are shown, and the Last-Modified of changed documents, in ms since 1970. */
  now: number;
  /** When the documents change next without an edit, as it was at the beginning of the run, in ms since 1970. */
  due: number | undefined;
  /** The states of the documents at the target's paths, and of the channel's archives, by percent-decoded path. */
  states: ReadonlyMap<string, DocumentState>;
  /** The highest number among the channel's archives, 0 when there are none. */
  lastArchive: number;
  /** Archives that are not checked again unless an article in them changed. */
  verified: VerifiedAtCheckpoint | undefined;
  /** Whether edits of articles in archives wait for one another. */
  collectsEdits: boolean;
  /** The superseded archives that were removed early, if any. */
  formerArchives: FormerArchives | undefined;
  /** Whether polled documents get their compressed representations at once, which takes long; otherwise by `encode`. */
  encodesAtOnce: boolean;
};

/** The result of building a target. Its changed documents are written. Those that `encode` has to finish are `uncoded`. */
export type BuildResult = BuiltDocuments & {
  /** Archives up to this number were not checked and are unchanged; 0 when all were checked. */
  unchangedUpTo: number;
  /** The archives that are verified now. */
  verified: VerifiedArchives | undefined;
  /** When the target must be built again for edits of articles in archives, in milliseconds since 1970. */
  editsDue: number | undefined;
  truncations: Truncation[];
  timings: Timings;
};

/** Documents with their compressed representations, which are written; the identity has no bytes here. */
export type EncodeResult = { documents: Document[]; timings: Pick<Timings, "compress" | "write"> };

/** The articles that a search finds and that lack its term, and those that have it and are not found. */
export type SearchMatches = { term: string; found: string[]; unfound: string[] };

/** Builds documents, in this thread or in workers. */
export type DocumentBuilder = {
  build(request: BuildRequest): Promise<BuildResult>;
  /** Builds the compressed representations of documents. @throws when somebody else changed the file of a document */
  encode(documents: readonly Document[]): Promise<EncodeResult>;
  /**
   * Compares what searches find with the articles that have their terms. It takes what changed into the index of words
   * first, which takes minutes for a large collection without an index. @param searches texts
   */
  findMatches(searches: readonly string[]): Promise<SearchMatches[]>;
};
