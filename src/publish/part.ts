import type { Config } from "../config/schema.ts";
import type { Publisher } from "./publisher.ts";

/** The part of a workspace or a node that knows the published state, and has it made. */
export type PublishingPart = {
  publisher: Publisher;
  /** Reads and verifies the documents that readers poll; the next run mends what is damaged. */
  verifyDocuments(): Promise<void>;
  /** Tells whether FEEDS_DIR holds the bytes of the document at a path, as far as it is known. */
  isIntact(path: string): boolean;
  /** Records that the bytes of documents are missing or damaged. The next run builds them again. */
  markBroken(paths: readonly string[]): void;
  /** Removes bytes that were replaced up to a commit, when nobody serves them any more. */
  release(commit: number): Promise<void>;
  /**
   * Takes another configuration, between two runs.
   * @returns whether documents are built in another way: a run then builds them
   */
  reconfigure(config: Config): Promise<boolean>;
  /** Ends the current run and lets no other start. */
  stop(): Promise<void>;
  /** Ends the threads that build documents. */
  close(): Promise<void>;
};
