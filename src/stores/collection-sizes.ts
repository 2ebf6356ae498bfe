/** How many records of a kind there are, and the bytes that they take on disk, with their indexes. */
export type RecordSize = { count: number; bytes: number };

/** The kinds of records whose sizes are known apart. */
export const measuredKinds = [
  "articles",
  "drafts",
  "revisions",
  "audit",
  "deliveries",
  "subscriptions",
  "runs",
  "statistics",
] as const;

/**
 * The room that a collection takes on disk. `deletedArticles`: those that can be restored, and their revisions, which are among
 * `revisions`; `other`: the bytes of everything else in its file, free room included.
 */
export type CollectionSizes = Record<(typeof measuredKinds)[number] | "deletedArticles", RecordSize> & {
  searchIndex: { bytes: number };
  other: { bytes: number };
};
