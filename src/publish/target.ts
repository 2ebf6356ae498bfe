import type { Checkpoint, PageState, Position } from "../collection/collection.ts";
import type { Timings, Truncation } from "../collection/run.ts";
import type { Channel } from "../config/schema.ts";
import type { Layout } from "../published/deltas.ts";
import type { BuiltDocuments, Document, DocumentHead, DocumentState } from "../published/snapshot.ts";

/** A document before it has validators; with its layout where deltas of it are wanted. */
export type RenderedDocument = DocumentHead & { body: Buffer; layout?: Layout };

/**
 * What comes out of a job: a document; an archive that is published already, of which only the one that follows it can
 * be another now; a word on what had to be left out, and on which archives are sound.
 */
export type BuildOutput =
  | { document: RenderedDocument }
  | { kept: string; next: string }
  | { cut: Truncation }
  | { unchangedUpTo: number; verified: VerifiedArchives | undefined };

/** What there is of a channel's archives; one whose bytes are what they should be need not be made again. */
export type PublishedArchives = {
  /** The SHA-256 of an archive's bytes, by its path; undefined when it is not published, or broken. */
  sha256(path: string): string | undefined;
  /** The highest number among them, 0 when there are none. */
  last: number;
  /** Those that are known to be sound; undefined when nobody knows of any. */
  verified: VerifiedAtCheckpoint | undefined;
};

/**
 * The oldest archives of a channel, but not the newest of all: they held what they should, and were published with the
 * bytes that they should have.
 */
export type VerifiedArchives = {
  /** How many they are, and the number of the newest of them. */
  archives: number;
  number: number;
  /** Where the newest article in them stands. */
  newest: Position;
};

/** Archives that were sound when somebody looked. */
export type VerifiedAtCheckpoint = VerifiedArchives & { checkpoint: Checkpoint };

/** What is to be made: the documents of a channel, the site's pages, or pages of articles. */
export type TargetScope =
  | { kind: "channel"; channel: Channel }
  | { kind: "site"; channels: readonly Channel[] }
  | { kind: "pages"; articles: readonly Pick<PageState, "id" | "revision">[] };

/** What succeeds or fails together. */
export type Target = {
  /** One of its own: the slug of a channel; what cannot be one for all else. */
  id: string;
  /** As a run tells it: a channel's slug, `site` or `articles`. */
  name: string;
  scope: TargetScope;
  /** The paths, percent-decoded, of the documents it makes, but for archives. */
  paths: readonly string[];
  /** How long its archives stay after others took their places: as long as caches may name them. Milliseconds. */
  archiveLifetimeMs: number;
};

/** A making, and when it has to be done again. */
export type TrackedTarget = Target & {
  /** Whether one of these terms of articles concerns it. */
  isAffectedBy(terms: ReadonlySet<string>): boolean;
  /** Equal keys, equal documents; and when the documents change by themselves, milliseconds since 1970. */
  fingerprint(now: number): Promise<{ fingerprint: string; due: number | undefined }>;
};

/** A job as it is given to a thread, with all it needs to know. It can be cloned. */
export type BuildRequest = {
  scope: TargetScope;
  /** What articles are shown, and the Last-Modified of what is new; milliseconds since 1970. */
  now: number;
  /** What there is at the paths that are made, and of the channel's archives; by path, percent-decoded. */
  states: ReadonlyMap<string, DocumentState>;
  /** The highest number among the channel's archives, 0 when there are none. */
  lastArchive: number;
  /** Archives that are not looked at again, unless something changed there since. */
  verified: VerifiedAtCheckpoint | undefined;
};

/** The outcome of building a target. New documents are written, as they are, without other codings. */
export type BuildResult = BuiltDocuments & {
  /** Archives up to this number were not looked at, and are unchanged; 0 when all were. */
  unchangedUpTo: number;
  /** The archives that are verified now. */
  verified: VerifiedArchives | undefined;
  truncations: Truncation[];
  timings: Timings;
};

/** Documents in their other codings, which are written; their bytes as they are stay where they were. */
export type EncodeResult = { documents: Document[]; timings: Pick<Timings, "compress" | "write"> };

/** Makes documents, in a thread of its own or here. */
export type DocumentBuilder = {
  build(request: BuildRequest): Promise<BuildResult>;
  /** @throws when the bytes of one are no longer in its file */
  encode(documents: readonly Document[]): Promise<EncodeResult>;
};
