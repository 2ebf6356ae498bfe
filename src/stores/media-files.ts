import type { MediaFacts } from "../article/media.ts";
import type { SmallerPicture } from "../article/smaller-pictures.ts";

/** The facts of an uploaded file that are known from the beginning: its media type, its length, and what its bytes say of it. */
export type UploadFacts = MediaFacts & { type: string; bytes: number };

/**
 * An uploaded file. `hash`: the SHA-256 of its bytes; `names`: all names that it has in addresses, the first one first;
 * `uploaded`: the moment of the first upload, in milliseconds since 1970; `by`: the name of the token that sent it; `smaller`:
 * the smaller versions that were made of it.
 */
export type MediaFile = {
  hash: string;
  names: string[];
  facts: UploadFacts;
  uploaded: number;
  by: string;
  smaller: SmallerPicture[];
};

/** The parts of the collection, and of the service, that can use a file. */
export const mediaUsers = ["article", "draft", "revision", "configuration"] as const;

/** Something that uses a file. `article`: the id of the article, its draft or its revision; none for the configuration. */
export type MediaUse = { in: (typeof mediaUsers)[number]; article?: string; revision?: number };

export type UsedMediaFile = MediaFile & { uses: MediaUse[] };

export type FoundMedia =
  | { state: "present"; file: UsedMediaFile }
  | { state: "deleted"; deletedAt: number }
  | { state: "unknown" };

/** A file as FEEDS_DIR must have it, with its smaller versions: no names where it was deleted. */
export type MediaPlace = {
  hash: string;
  names: string[];
  bytes: number;
  smaller: SmallerPicture[];
  isDeleted: boolean;
};

/** Uploaded files, and what uses them. The bytes are elsewhere. */
export type MediaFileStore = {
  /**
   * Adds a file, or another name of a known one. A file that was deleted is there again. Selections with articles that use
   * a new file count as changed, because their documents show its facts.
   */
  add(file: Omit<MediaFile, "names" | "smaller"> & { name: string }): Promise<{ isNew: boolean; file: UsedMediaFile }>;

  /** Finds a file by the SHA-256 of its bytes. */
  find(hash: string): Promise<FoundMedia>;

  /** The facts of uploaded files, by hash. Unknown and deleted ones are left out. */
  findFacts(hashes: readonly string[]): Promise<ReadonlyMap<string, UploadFacts>>;

  /**
   * Lists files, the newest first.
   * @param query.isUsed only those that something uses, or that nothing uses
   * @param query.pinned the hashes of files that the configuration uses
   * @throws REQUEST_INVALID for a cursor that no list gave
   */
  list(query: {
    limit: number;
    cursor?: string | undefined;
    isUsed?: boolean | undefined;
    pinned: readonly string[];
  }): Promise<{ files: UsedMediaFile[]; next: string | undefined }>;

  /**
   * Deletes a file, and remembers that it was there.
   * @param options.onlyUnused leaves a file alone that something uses
   * @returns whether it was deleted
   */
  remove(hash: string, options: { onlyUnused: boolean; now: number }): Promise<boolean>;

  /** The number of files, and how many bytes they have together with their smaller versions. */
  total(): Promise<{ files: number; bytes: number }>;

  /** Lists all files that were ever uploaded, for those who keep FEEDS_DIR in order. */
  places(): Promise<MediaPlace[]>;
};
