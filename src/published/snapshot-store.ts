import type { FeedsDir } from "./files.ts";
import type { PublishedState } from "./load.ts";
import { toEntry } from "./manifest.ts";
import { readBodies } from "./read-bodies.ts";
import type { BuiltDocuments, Document, DocumentState, Snapshot } from "./snapshot.ts";

/** The number of documents that are read into memory before a new snapshot serves them from there. */
const documentsPerBatch = 32;

/**
 * Holds the snapshot that is served, the paths whose files are broken, and the validators of every path. The validators
 * of a path never go back to those of an older state.
 */
export type SnapshotStore = {
  snapshot(): Snapshot;
  /** The documents with a file that is known to be missing or damaged. */
  brokenDocuments(): Pick<Document, "channel" | "onDisk">[];
  /** The paths of a channel's archives with a file that is missing or damaged. */
  brokenArchives(slug: string): string[];
  /** Whether nothing is served at a path because its file is missing or damaged. */
  isLost(path: string): boolean;
  /** Forgets the lost paths once a run has built every document that is wanted. */
  forgetLost(): void;
  /** Records that a document's file is damaged. */
  markBroken(document: Document): void;
  /** Reads the documents that are polled into memory. @param onBroken receives each document with a damaged file */
  warm(onBroken: (document: Document) => void): Promise<void>;
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
};

type Validators = Pick<DocumentState, "sha256" | "lastModified">;

type StoreContent = {
  snapshot: Snapshot;
  entries: PublishedState["entries"];
  broken: Set<string>;
  validators: Map<string, Validators>;
};

export function createSnapshotStore(published: PublishedState, files: Pick<FeedsDir, "read">): SnapshotStore {
  const { entries } = published;
  const broken = new Set(published.broken);
  const validators = new Map([...entries].map(([path, entry]) => [path, validatorsOf(entry)]));
  const content: StoreContent = { snapshot: published.snapshot, entries, broken, validators };
  return {
    snapshot: () => content.snapshot,

    brokenDocuments: () =>
      [...broken].flatMap((path) => entries.get(path) ?? content.snapshot.documents.get(path) ?? []),

    brokenArchives: (slug) => [...broken].filter((path) => path.startsWith(`/feeds/${slug}/archive/`)),

    isLost: (path) => broken.has(path) && !content.snapshot.documents.has(path),

    forgetLost() {
      for (const path of broken) if (!content.snapshot.documents.has(path)) broken.delete(path);
    },

    markBroken(document) {
      broken.add(decodeURIComponent(document.path));
    },

    warm: (onBroken) => warm(content, files, onBroken),

    statesOf: (paths) => new Map(paths.flatMap((path) => documentState(content, path) ?? [])),

    archives() {
      const archives = [...content.snapshot.documents.values()].filter(({ archive }) => archive !== undefined);
      return Map.groupBy(archives, ({ channel }) => channel);
    },

    completeDocuments: (built) => completeDocuments(content.snapshot, built),

    update({ documents, removed = [] }, rest = content.snapshot) {
      return update(content, documents, removed, rest);
    },
  };
}

async function warm(
  content: StoreContent,
  files: Pick<FeedsDir, "read">,
  onBroken: (document: Document) => void,
): Promise<void> {
  const cold = [...content.snapshot.documents].filter(([, { onDisk, variants }]) => !onDisk && !variants.identity.body);
  for (let start = 0; start < cold.length; start += documentsPerBatch) {
    const batch: [path: string, document: Document | undefined][] = [];
    for (const [path, coldDocument] of cold.slice(start, start + documentsPerBatch)) {
      const { document, isWhole } = await readBodies(coldDocument, files);
      batch.push([path, document]);
      if (isWhole) continue;
      content.broken.add(path);
      onBroken(coldDocument);
    }
    const documents = new Map(content.snapshot.documents);
    for (const [path, document] of batch) {
      if (document) documents.set(path, document);
      else documents.delete(path);
    }
    content.snapshot = { ...content.snapshot, documents };
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
  return [[path, { ...known, sha256, file, deltas: (document ?? entries.get(path))?.deltas }]];
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
  const { broken, validators } = content;
  const documents = new Map(content.snapshot.documents);
  for (const { path, archive } of removed) {
    documents.delete(decodeURIComponent(path));
    // No later archive gets the same number, so the validators of this path are not needed again.
    if (archive) validators.delete(decodeURIComponent(path));
  }
  const changed = built.filter((document) => !isUnchanged(document, documents.get(decodeURIComponent(document.path))));
  for (const document of built) documents.set(decodeURIComponent(document.path), document);
  for (const document of changed) {
    const path = decodeURIComponent(document.path);
    validators.set(path, validatorsOf(document));
    broken.delete(path);
  }
  content.snapshot = { ...rest, documents };
  return changed;
}

/** Whether a document has the same bytes and the same manifest entry as before. */
function isUnchanged(document: Document, before: Document | undefined): boolean {
  if (document === before) return true;
  if (before === undefined || before.variants.identity.sha256 !== document.variants.identity.sha256) return false;
  return JSON.stringify(toEntry(document)) === JSON.stringify(toEntry(before));
}

function validatorsOf({ lastModified, variants }: Pick<Document, "lastModified" | "variants">): Validators {
  return { lastModified, sha256: variants.identity.sha256 };
}
