import type { FeedsDir } from "./files.ts";
import type { PublishedState } from "./load.ts";
import { toEntry } from "./manifest.ts";
import {
  type BuiltDocuments,
  codingExtensions,
  codings,
  type Document,
  type DocumentState,
  hashesOf,
  type Snapshot,
} from "./snapshot.ts";

/**
 * Holds the snapshot that is published, the paths whose files are broken, and the validators of every path. The validators
 * of a path never go back to those of an older state.
 */
export type SnapshotStore = {
  snapshot(): Snapshot;
  /** The documents with a file that is known to be missing or damaged. */
  brokenDocuments(): Pick<Document, "channel" | "onDisk">[];
  /** The paths of a channel's archives with a file that is missing or damaged. */
  brokenArchives(slug: string): string[];
  /** Tells whether the file of the document at a percent-decoded path is known to be missing or damaged. */
  isBroken(path: string): boolean;
  /** Records that the file of the document at a percent-decoded path is missing or damaged. */
  markBroken(path: string): void;
  /** Reads the files of the documents that are polled. @param onBroken receives each document with a damaged file */
  verify(onBroken: (document: Document) => void): Promise<void>;
  /** The last known states of the documents at some paths. */
  statesOf(paths: readonly string[]): Map<string, DocumentState>;
  /** The archives that are served, by channel. */
  archives(): Map<string | undefined, Document[]>;
  /**
   * Completes the documents of a target: an unchanged document gets the representations that are served already. A
   * document that is served as it is comes back as the same object.
   */
  completeDocuments(built: BuiltDocuments): Document[];
  /**
   * Replaces the snapshot in one step.
   * @param rest the base URL and the paths without a document; by default they stay as they are
   * @returns the documents that differ from those that were served
   */
  update(
    change: { documents: readonly Document[]; removed?: readonly Document[] },
    rest?: Omit<Snapshot, "documents">,
  ): Document[];
  /** Returns the SHA-256 of all bytes that updates since the last call replaced. */
  takeReplaced(): string[];
};

type Validators = Pick<DocumentState, "sha256" | "lastModified">;

type StoreContent = {
  snapshot: Snapshot;
  entries: PublishedState["entries"];
  broken: Set<string>;
  validators: Map<string, Validators>;
  replaced: string[];
};

/** Creates the store of what is published now. @param published the state that an earlier process left */
export function createSnapshotStore(published: PublishedState, files: Pick<FeedsDir, "readIfIntact">): SnapshotStore {
  const { entries } = published;
  const broken = new Set(published.broken);
  const validators = new Map([...entries].map(([path, entry]) => [path, validatorsOf(entry)]));
  const content: StoreContent = { snapshot: published.snapshot, entries, broken, validators, replaced: [] };
  return {
    snapshot: () => content.snapshot,

    brokenDocuments: () =>
      [...broken].flatMap((path) => entries.get(path) ?? content.snapshot.documents.get(path) ?? []),

    brokenArchives: (slug) => [...broken].filter((path) => path.startsWith(`/feeds/${slug}/archive/`)),

    isBroken: (path) => broken.has(path),

    markBroken(path) {
      broken.add(path);
    },

    verify: (onBroken) => verify(content, files, onBroken),

    statesOf: (paths) => new Map(paths.flatMap((path) => documentState(content, path) ?? [])),

    archives() {
      const archives = [...content.snapshot.documents.values()].filter(({ archive }) => archive !== undefined);
      return Map.groupBy(archives, ({ channel }) => channel);
    },

    completeDocuments: (built) => completeDocuments(content.snapshot, built),

    update({ documents, removed = [] }, rest = content.snapshot) {
      return update(content, documents, removed, rest);
    },

    takeReplaced: () => content.replaced.splice(0),
  };
}

async function verify(
  content: StoreContent,
  files: Pick<FeedsDir, "readIfIntact">,
  onBroken: (document: Document) => void,
): Promise<void> {
  const isIntact = async ({ file, variants }: Document) => {
    for (const coding of codings) {
      const expected = variants[coding];
      if (expected && !(await files.readIfIntact(file + codingExtensions[coding], expected.sha256))) return false;
    }
    return true;
  };
  for (const [path, document] of content.snapshot.documents) {
    if (document.onDisk || content.broken.has(path) || (await isIntact(document))) continue;
    // The file may have been replaced during the reading.
    if (content.snapshot.documents.get(path) !== document) continue;
    content.broken.add(path);
    onBroken(document);
  }
}

function documentState(content: StoreContent, path: string): [[path: string, state: DocumentState]] | undefined {
  const { snapshot, entries, broken, validators } = content;
  const known = validators.get(path);
  if (!known) return undefined;
  const document = snapshot.documents.get(path);
  const file = document && !document.uncoded && !broken.has(path) ? document.file : undefined;
  // A killed process may have announced a newer state than the one that its file has.
  const sha256 = document?.variants.identity.sha256 ?? known.sha256;
  const hashes = document ? hashesOf(document.variants) : {};
  return [[path, { ...known, sha256, hashes, file, deltas: (document ?? entries.get(path))?.deltas }]];
}

function completeDocuments({ documents }: Snapshot, built: BuiltDocuments): Document[] {
  const preferServed = (served: Document, document: Document) => (isUnchanged(document, served) ? served : document);
  const unchanged = built.unchanged.flatMap((head) => {
    const served = documents.get(decodeURIComponent(head.path));
    if (!served) return [];
    return preferServed(served, { ...head, lastModified: served.lastModified, variants: served.variants });
  });
  const archives = built.retainedArchives.flatMap(({ path, next }) => {
    const served = documents.get(path);
    return served?.archive ? preferServed(served, { ...served, archive: { next } }) : [];
  });
  return [...built.changed, ...unchanged, ...archives];
}

function update(
  content: StoreContent,
  built: readonly Document[],
  removed: readonly Document[],
  rest: Omit<Snapshot, "documents">,
): Document[] {
  const { broken, validators, replaced } = content;
  const documents = new Map(content.snapshot.documents);
  for (const { path, archive, variants } of removed) {
    documents.delete(decodeURIComponent(path));
    broken.delete(decodeURIComponent(path));
    replaced.push(...Object.values(hashesOf(variants)));
    // No later archive gets the same number, so the validators of this path are not needed again.
    if (archive) validators.delete(decodeURIComponent(path));
  }
  const changed = built.filter((document) => {
    const path = decodeURIComponent(document.path);
    return broken.has(path) || !isUnchanged(document, documents.get(path));
  });
  for (const document of changed) {
    const before = documents.get(decodeURIComponent(document.path));
    const hashes = new Set(Object.values(hashesOf(document.variants)));
    if (before) replaced.push(...Object.values(hashesOf(before.variants)).filter((hash) => !hashes.has(hash)));
  }
  for (const document of built) documents.set(decodeURIComponent(document.path), document);
  for (const document of changed) {
    const path = decodeURIComponent(document.path);
    validators.set(path, validatorsOf(document));
    broken.delete(path);
  }
  content.snapshot = { ...rest, documents };
  return changed;
}

/** Tells whether a document has the same bytes and the same manifest entry as before. */
function isUnchanged(document: Document, before: Document | undefined): boolean {
  if (document === before) return true;
  if (before === undefined || before.variants.identity.sha256 !== document.variants.identity.sha256) return false;
  return JSON.stringify(toEntry(document)) === JSON.stringify(toEntry(before));
}

function validatorsOf({ lastModified, variants }: Pick<Document, "lastModified" | "variants">): Validators {
  return { lastModified, sha256: variants.identity.sha256 };
}
