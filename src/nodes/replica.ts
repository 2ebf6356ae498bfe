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
 * @param deps.onWritten is told when documents are written, before the record of them waits for the disk
 * @param deps.onApplied is told of the SHA-256 of bytes that were replaced
 */
export function createReplica(
  files: FeedsDir,
  shared: SharedDocumentStore,
  published: PublishedState,
  {
    clock,
    onWritten,
    onApplied,
  }: {
    clock: Pick<Clock, "now">;
    onWritten: () => Promise<void>;
    onApplied: (replaced: readonly string[]) => Promise<void>;
  },
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
    // All at once: no document leads to one that is not there yet.
    if (changed.length > 0) await files.announce(changed).then(onWritten);
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
  async function write(documents: readonly Document[]): Promise<void> {
    const former = new Map<string, FormerHashes>();
    const lacking = new Map<Document, Coding[]>();
    for (const document of documents) {
      const path = decodeURIComponent(document.path);
      const before = snapshot.documents.get(path);
      if (before) former.set(path, { hashes: hashesOf(before.variants) });
      const kept = before && !broken.has(path) && before.file === document.file ? before.variants : undefined;
      const isLacking = (coding: Coding) => document.variants[coding]?.sha256 !== kept?.[coding]?.sha256;
      lacking.set(
        document,
        codings.filter((coding) => document.variants[coding] && isLacking(coding)),
      );
    }
    const hashes = [...lacking].flatMap(([{ variants }, each]) => each.map((coding) => variants[coding]?.sha256 ?? ""));
    const bytes = await shared.readBytes(hashes);
    const written: Document[] = [];
    for (const [document, each] of lacking) written.push(await withBodies(document, each, bytes));
    await files.write(written, former);
  }

  async function withBodies(
    document: Document,
    lacking: readonly Coding[],
    bytes: ReadonlyMap<string, Buffer>,
  ): Promise<Document> {
    const { path, file } = document;
    const variants = { ...document.variants };
    for (const coding of lacking) {
      const representation = variants[coding];
      if (!representation) continue;
      const { sha256 } = representation;
      const body = bytes.get(sha256) ?? (await files.readIfIntact(file + codingExtensions[coding], sha256));
      if (!body) {
        throw new CourantError(
          "NOT_READY",
          `The bytes of ${path} are not in the database. The next run publishes them again.`,
        );
      }
      variants[coding] = { ...representation, body };
    }
    return { ...document, variants };
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
