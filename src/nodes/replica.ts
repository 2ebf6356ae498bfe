import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import { parseEntry } from "../published/entry.ts";
import type { FeedsDir, FormerHashes } from "../published/files.ts";
import type { PublishedState } from "../published/load.ts";
import { parseState, type StoredState, toEntry } from "../published/manifest.ts";
import {
  type Coding,
  codingExtensions,
  codings,
  type Document,
  hashesOf,
  type Representation,
  type Snapshot,
} from "../published/snapshot.ts";
import type { SharedDocumentStore } from "../stores/nodes.ts";

/** Documents whose bytes are fetched and written together. */
const batchSize = 50;

/**
 * After so long without a look at the database everything is read: what tells of removed documents is kept for two days.
 * It is less than that by a day, whatever the clocks say.
 */
const maxPauseMs = 24 * 3_600_000;

/** The state of documents of which it is not known what they were built from. */
const noState: StoredState = { run: "", definition: "", looked: { change: -1, now: 0 }, keys: {} };

export type Replica = {
  /** Brings FEEDS_DIR to the state in the database. @returns whether something changed */
  follow(): Promise<boolean>;
  /** Everything that FEEDS_DIR holds. */
  snapshot(): Snapshot;
  /** The number of the commit that FEEDS_DIR is at; 0 at first. */
  number(): number;
  /** How long after its commit this node had the last one, in milliseconds; undefined before the first. */
  lagMs(): number | undefined;
  /** Fetches documents again whose bytes are missing or damaged, with the next commit or at the next call of `follow`. */
  markBroken(paths: readonly string[]): void;
};

/**
 * Copies the published state from the database into FEEDS_DIR of this node.
 * @param published what FEEDS_DIR holds
 * @param deps.onApplied is told of the SHA-256 of bytes that were replaced
 */
export function createReplica(
  files: FeedsDir,
  shared: SharedDocumentStore,
  published: PublishedState,
  { clock, onApplied }: { clock: Pick<Clock, "now">; onApplied: (replaced: readonly string[]) => Promise<void> },
): Replica {
  let { snapshot } = published;
  let number = 0;
  let lagMs: number | undefined;
  let broken = new Set(published.broken);
  let followed = clock.now();

  async function follow(): Promise<boolean> {
    const again = broken.size > 0 || clock.now() - followed > maxPauseMs;
    const since = again ? 0 : number;
    const changes = await shared.readChanges(since);
    const readAt = clock.now();
    followed = readAt;
    if (changes.number === number && !again) return false;
    const present = snapshot.documents;
    const changed: Document[] = [];
    const removed: Document[] = [];
    for (const { path, entry } of changes.entries) {
      const before = present.get(decodeURIComponent(path));
      if (entry === undefined) {
        if (before) removed.push(before);
        continue;
      }
      const isKnown = before && !broken.has(decodeURIComponent(path)) && JSON.stringify(toEntry(before)) === entry;
      const document = isKnown ? undefined : parseEntry(entry);
      if (document) changed.push(document);
    }
    // A node may hold documents that were never in the database, for example those of an earlier collection.
    if (since === 0) removed.push(...strangers(present, changes.entries));
    for (let start = 0; start < changed.length; start += batchSize) {
      await write(changed.slice(start, start + batchSize));
    }
    const documents = new Map(present);
    for (const { path } of removed) documents.delete(decodeURIComponent(path));
    for (const document of changed) documents.set(decodeURIComponent(document.path), document);
    const { baseUrl, gone, moved, state } = changes.head;
    const next: Snapshot = { baseUrl, documents, gone: new Set(gone), moved: new Map(Object.entries(moved)) };
    await files.commit({
      snapshot: next,
      changed,
      removed,
      changedKeys: {},
      state: parseState({ ...state, keys: {} }) ?? noState,
      isInterrupted: false,
    });
    const replaced = replacedBytes(
      [...removed, ...changed.flatMap(({ path }) => present.get(decodeURIComponent(path)) ?? [])],
      next,
    );
    snapshot = next;
    const isFirst = number === 0;
    number = changes.number;
    lagMs = isFirst ? lagMs : changes.ageMs + clock.now() - readAt;
    broken = new Set();
    await onApplied(replaced);
    return true;
  }

  /** Fetches the bytes that this node lacks, and writes the files. */
  async function write(documents: Document[]): Promise<void> {
    const former = new Map<string, FormerHashes>();
    const fetching = documents.map((document) => {
      const path = decodeURIComponent(document.path);
      const before = snapshot.documents.get(path);
      if (before) former.set(path, { hashes: hashesOf(before.variants) });
      const kept = before && !broken.has(path) && before.file === document.file ? before : undefined;
      return withBodies(document, kept);
    });
    await files.write(await Promise.all(fetching), former);
  }

  async function withBodies(document: Document, kept: Document | undefined): Promise<Document> {
    const fetched = codings.map(async (coding): Promise<[Coding, Representation] | undefined> => {
      const representation = document.variants[coding];
      if (!representation) return undefined;
      if (kept?.variants[coding]?.sha256 === representation.sha256) return [coding, representation];
      return [coding, { ...representation, body: await fetchBytes(document, coding, representation) }];
    });
    const present = (await Promise.all(fetched)).filter((each) => each !== undefined);
    const { identity, ...others }: Partial<Record<Coding, Representation>> = Object.fromEntries(present);
    return { ...document, variants: { identity: identity ?? document.variants.identity, ...others } };
  }

  async function fetchBytes({ file, path }: Document, coding: Coding, { sha256 }: Representation): Promise<Buffer> {
    const name = file + codingExtensions[coding];
    const bytes = (await shared.readBytes(sha256)) ?? (await files.readIfIntact(name, sha256));
    if (bytes) return bytes;
    throw new CourantError(
      "NOT_READY",
      `The bytes of ${path} are not in the database. The next run publishes them again.`,
    );
  }

  return {
    follow,
    snapshot: () => snapshot,
    number: () => number,
    lagMs: () => lagMs,
    markBroken(paths) {
      for (const path of paths) broken.add(path);
    },
  };
}

function strangers(
  present: ReadonlyMap<string, Document>,
  entries: readonly { path: string; entry: string | undefined }[],
): Document[] {
  const known = new Set(entries.map(({ path }) => decodeURIComponent(path)));
  return [...present].filter(([path]) => !known.has(path)).map(([, document]) => document);
}

/** The SHA-256 of bytes that a document had, and has no longer. */
function replacedBytes(former: readonly Document[], { documents }: Snapshot): string[] {
  return former.flatMap(({ path, variants }) => {
    const now = new Set(
      Object.values(hashesOf(documents.get(decodeURIComponent(path))?.variants ?? ({} as Document["variants"]))),
    );
    return Object.values(hashesOf(variants)).filter((hash) => !now.has(hash));
  });
}
