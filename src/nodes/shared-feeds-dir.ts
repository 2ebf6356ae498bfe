import type { Commit } from "../published/commit.ts";
import type { FeedsDir } from "../published/files.ts";
import type { PublishedState } from "../published/load.ts";
import { toEntry } from "../published/manifest.ts";
import { codingExtensions, codings, type Document, hashesOf, type Snapshot } from "../published/snapshot.ts";
import type { HashedBytes, SharedCommit, SharedDocumentStore, SharedHead } from "../stores/nodes.ts";

/** Bytes that are sent in one go. */
const maxBatchBytes = 4_000_000;

/**
 * Returns FEEDS_DIR of the node that publishes. Each document is recorded in the database first, where all nodes see it,
 * and which refuses it when another node has taken over; then in the manifest of this node.
 * @param served the documents that the database has
 * @param onShared is told of the number of each commit in the database
 */
export function shareFeedsDir(
  files: FeedsDir,
  shared: SharedDocumentStore,
  served: Snapshot,
  onShared: (number: number) => void,
): FeedsDir {
  /** The documents in the database, by percent-encoded path. */
  const known = new Map([...served.documents.values()].map((document) => [document.path, document]));
  let isFirst = true;
  /** Whether a commit failed: documents that have not changed since may be missing in the database. */
  let mayLackDocuments = false;

  async function publish(
    documents: readonly Document[],
    rest: Partial<Pick<SharedCommit, "keys" | "keptKeys" | "head">> & { removed?: readonly Document[] } = {},
  ): Promise<void> {
    const { removed = [], keys = {}, keptKeys, head } = rest;
    await putMissing(documents, { files, shared }).catch((error: unknown) => {
      mayLackDocuments = true;
      throw error;
    });
    const former = [...documents, ...removed].flatMap(({ path }) => known.get(path) ?? []);
    for (const document of documents) known.set(document.path, document);
    for (const { path } of removed) known.delete(path);
    const commit: SharedCommit = {
      entries: documents.map((document) => ({ path: document.path, entry: JSON.stringify(toEntry(document)) })),
      removed: removed.map(({ path }) => path),
      unused: unusedBytes(former, known),
      keys,
      keptKeys,
      head,
    };
    try {
      onShared(await shared.commit(commit));
    } catch (error) {
      mayLackDocuments = true;
      for (const { path } of documents) known.delete(path);
      for (const document of former) known.set(document.path, document);
      throw error;
    }
  }

  /** Returns a commit together with the documents of those before it that failed. */
  function withMissing(commit: Commit): Commit {
    if (!mayLackDocuments) return commit;
    const documents = [...commit.snapshot.documents.values()];
    const paths = new Set(documents.map(({ path }) => path));
    const changed = documents.filter((document) => known.get(document.path) !== document);
    const removed = [...known.values()].filter(({ path }) => !paths.has(path));
    return {
      ...commit,
      changed: [...new Set([...commit.changed, ...changed])],
      removed: [...new Set([...commit.removed, ...removed])],
    };
  }

  return {
    ...files,

    async announce(documents) {
      await publish(documents);
      await files.announce(documents);
    },

    async commit(given: Commit) {
      const commit = withMissing(given);
      const { keys, ...state } = commit.state;
      const head = { ...headOf(commit.snapshot), state };
      // Fingerprints of an earlier definition go with the first commit.
      const allKeys = isFirst ? { keys, keptKeys: Object.keys(keys) } : { keys: commit.changedKeys };
      const { changed, removed } = commit;
      await publish(changed, { removed, ...allKeys, head });
      isFirst = false;
      mayLackDocuments = false;
      await files.commit(commit);
    },
  };
}

/** Documents that are sent together. */
const seedBatch = 100;

/** Gives a database that has no documents yet those of this node, with everything that is known of them. */
export async function seedDocuments(
  files: Pick<FeedsDir, "readIfIntact">,
  shared: SharedDocumentStore,
  { snapshot, state }: PublishedState,
): Promise<void> {
  const documents = [...snapshot.documents.values()];
  if (documents.length === 0) return;
  for (let start = 0; start < documents.length; start += seedBatch) {
    await putMissing(documents.slice(start, start + seedBatch), { files, shared });
  }
  const { keys = {}, ...rest } = state ?? {};
  await shared.commit({
    entries: documents.map((document) => ({ path: document.path, entry: JSON.stringify(toEntry(document)) })),
    removed: [],
    unused: [],
    keys,
    head: { ...headOf(snapshot), ...(state && { state: rest }) },
  });
}

function headOf({ baseUrl, gone, moved }: Snapshot): SharedHead {
  return { baseUrl, gone: [...gone].sort(), moved: Object.fromEntries([...moved].sort()) };
}

/** The SHA-256 of bytes that documents had and no document has any more. */
function unusedBytes(former: readonly Document[], known: ReadonlyMap<string, Document>): string[] {
  const used = new Set(former.flatMap(({ path }) => Object.values(hashesOf(known.get(path)?.variants ?? noVariants))));
  const hashes = former.flatMap(({ variants }) => Object.values(hashesOf(variants)));
  return [...new Set(hashes)].filter((hash) => !used.has(hash));
}

const noVariants = {} as Document["variants"];

/** Sends the bytes that the database does not have: those of the documents, or of their files on this node. */
async function putMissing(
  documents: readonly Document[],
  { files, shared }: { files: Pick<FeedsDir, "readIfIntact">; shared: SharedDocumentStore },
): Promise<void> {
  const missing = await shared.findMissing(documents.flatMap(({ variants }) => Object.values(hashesOf(variants))));
  let batch: HashedBytes[] = [];
  let bytes = 0;
  const send = async () => {
    if (batch.length > 0) await shared.putBytes(batch);
    batch = [];
    bytes = 0;
  };
  for (const { file, variants } of documents) {
    for (const coding of codings) {
      const representation = variants[coding];
      if (!representation || !missing.delete(representation.sha256)) continue;
      const { sha256 } = representation;
      const body = representation.body ?? (await files.readIfIntact(file + codingExtensions[coding], sha256));
      // Without its bytes the document is built again: its file is missing or damaged.
      if (body) batch.push({ hash: sha256, bytes: body });
      bytes += body?.length ?? 0;
      if (bytes >= maxBatchBytes) await send();
    }
  }
  await send();
}
