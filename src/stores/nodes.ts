import type { Cause } from "./runs.ts";

/*
 * The stores that the nodes of one installation share beside the collection. Only a database that several machines reach has these
 * stores; a collection in a file has one node, which publishes.
 */

/** The right to publish. `generation` grows with each takeover. */
export type Lease = { holder: string; generation: number };

/** The node that publishes now, and for how many milliseconds its lease still counts, by the clock of the database. */
export type LeaseState = { generation: number; holder: string | undefined; remainingMs: number };

/** Lends the right to publish to one node at a time. Times are by the clock of the database, so nodes need no right clock. */
export type LeaseStore = {
  /** Takes the lease if nobody has it. @returns undefined while another node has it */
  acquire(holder: string, forMs: number): Promise<Lease | undefined>;
  /** Extends a lease. @returns false when another node has taken over since */
  renew(lease: Lease, forMs: number): Promise<boolean>;
  /** Gives a lease back. */
  release(lease: Lease): Promise<void>;
  read(): Promise<LeaseState>;
  /** From now on, refuses everything that this process writes once another node has taken over. */
  fence(lease: Lease): void;
};

/** A topic, and a number that grows when something of it changes. */
export type Signals = ReadonlyMap<string, number>;

/** The topics of changes that other nodes must see. */
export type SignalTopic =
  | "articles"
  | "tokens"
  | "readers"
  | "media"
  | "config"
  | "published"
  | "report"
  | "runs"
  | "jobs";

export type SignalStore = {
  read(): Promise<Signals>;
  /** Counts a change of a topic that the database does not see by itself. */
  raise(topic: SignalTopic): Promise<void>;
};

/** The fingerprints of targets, by the target's id. */
export type SharedKeys = Readonly<Record<string, unknown>>;

/** The content of the manifest beside its documents. `state`: of the manifest, without the fingerprints of targets. */
export type SharedHead = {
  baseUrl?: string | undefined;
  gone: readonly string[];
  moved: Readonly<Record<string, string>>;
  state?: object | undefined;
};

/** Bytes by their SHA-256. */
export type HashedBytes = { hash: string; bytes: Uint8Array };

/** A commit of the published state. Entries are JSON, as in manifests. */
export type SharedCommit = {
  entries: readonly { path: string; entry: string }[];
  removed: readonly string[];
  /** The SHA-256 of bytes that no document has any more. */
  unused: readonly string[];
  /** The fingerprints that changed. */
  keys: SharedKeys;
  /** The targets whose fingerprints are kept; undefined: all. */
  keptKeys?: readonly string[] | undefined;
  /** Undefined: they stay as they are. */
  head: SharedHead | undefined;
};

/** Everything that changed after a commit. `entry` is undefined for a document that was removed. */
export type SharedChanges = {
  number: number;
  head: SharedHead;
  entries: { path: string; entry: string | undefined }[];
  /** How long ago the last commit was made, in milliseconds. */
  ageMs: number;
};

/** Keeps the published state for all nodes: the bytes of documents by their hash, and what manifests say. */
export type SharedDocumentStore = {
  /** Finds the bytes that are not here yet. */
  findMissing(hashes: readonly string[]): Promise<Set<string>>;
  putBytes(bytes: readonly HashedBytes[]): Promise<void>;
  /** Reads bytes. @returns those that are here and undamaged, by their SHA-256 */
  readBytes(hashes: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
  /** Publishes a commit, all of it or nothing. @returns its number */
  commit(commit: SharedCommit): Promise<number>;
  /** Reads the changes after a commit. @param number 0: everything */
  readChanges(number: number): Promise<SharedChanges>;
  readKeys(): Promise<SharedKeys>;
  /** Removes bytes that no document has had for some time, and the notes of documents that were removed before it. */
  prune(olderThanMs: number): Promise<void>;
  /** The report of the node that publishes, for the others. */
  report(report: string): Promise<void>;
  readReport(): Promise<string | undefined>;
};

/** A regeneration that a node asks for. */
export type RunRequest = {
  id: string;
  cause: Cause;
  channels: readonly string[] | undefined;
  force: boolean;
  /** Milliseconds since 1970. */
  requested: number;
};

/** Keeps regenerations that other nodes ask the publishing node for. */
export type RunRequestStore = {
  add(request: RunRequest): Promise<void>;
  /** Lists the requests that no run answers yet. */
  listOpen(): Promise<RunRequest[]>;
  /** Records the run that answers a request. */
  answer(id: string, run: string): Promise<void>;
  /** Finds a request, and the run that answers it. */
  find(id: string): Promise<(RunRequest & { run: string | undefined }) | undefined>;
  /** Opens requests again whose run was never recorded, because its node ended. Removes old requests. */
  reopen(before: number): Promise<void>;
};

/**
 * Keeps the bytes of uploaded files for all nodes: those of a file under its SHA-256, those of its smaller versions under the
 * SHA-256, a slash, and their name.
 */
export type SharedMediaStore = {
  /** Does nothing when the bytes are here. */
  put(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** Yields the bytes; nothing when they are not here. */
  read(name: string): AsyncIterable<Uint8Array>;
  /** Removes the bytes of a file and of its smaller versions. */
  remove(hash: string): Promise<void>;
  /** Records the slugs of the channels whose subscribers may read a file; undefined: everybody may. */
  setReaders(hash: string, readers: readonly string[] | undefined): Promise<void>;
  listReaders(): Promise<ReadonlyMap<string, readonly string[]>>;
};

/** Keeps the text of the configuration for all nodes. Its number grows with each change. */
export type ConfigurationStore = {
  read(): Promise<{ number: number; text: string } | undefined>;
  /**
   * @param before.number the number of the text that this one replaces; 0: there is none yet
   * @returns false when it has another number: nothing is changed then
   */
  write(text: string, before: { number: number }): Promise<boolean>;
};

export type NodeStores = {
  lease: LeaseStore;
  signals: SignalStore;
  sharedDocuments: SharedDocumentStore;
  runRequests: RunRequestStore;
  sharedMedia: SharedMediaStore;
  configuration: ConfigurationStore;
};
