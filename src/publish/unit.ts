import type { Cut } from "../collection/run.ts";
import type { Layout } from "./deltas.ts";
import type { DocumentHead } from "./snapshot.ts";

/** A document before it has validators; with its layout where deltas of it are wanted. */
export type Candidate = DocumentHead & { body: Buffer; layout?: Layout };

/**
 * What a unit makes: a document; an archive that is published already, of which only the one that follows it can be
 * another now; a word on what had to be left out.
 */
export type Made = { document: Candidate } | { kept: string; next: string } | { cut: Cut };

/** What there is of a channel's archives; one whose bytes are what they should be need not be made again. */
export type PublishedArchives = {
  /** The SHA-256 of an archive's bytes, by its path; undefined when it is not published, or broken. */
  sha256(path: string): string | undefined;
  /** The highest number among them, 0 when there are none. */
  last: number;
};

/** What succeeds or fails together: a channel with its documents and page, the site's pages, an article's page. */
export type Unit = {
  name: string;
  /** The paths, percent-decoded, of the documents it makes, but for archives. */
  paths: readonly string[];
  /** Equal keys, equal documents. */
  key(): Promise<string>;
  make(published: PublishedArchives): AsyncIterable<Made>;
  /** How long its archives stay after others took their places: as long as caches may name them. Milliseconds. */
  archivesStay?: number;
};
