import type { FeedsDir } from "./files.ts";
import type { PublishedState } from "./load.ts";
import { toEntry } from "./manifest.ts";
import {
  type BuiltDocuments,
  type Coding,
  codings,
  type Document,
  type DocumentState,
  type Representation,
  type Snapshot,
} from "./snapshot.ts";

/** How many documents come into memory before they are served from there. */
const documentsPerBatch = 32;

/** What is served, what of it is broken, and the validators of every path, which never go back. */
export function createSnapshotStore(
  { snapshot: found, entries, broken: foundBroken }: PublishedState,
  files: Pick<FeedsDir, "read">,
) {
  let snapshot = found;
  const broken = new Set(foundBroken);
  const validators = new Map([...entries].map(([path, entry]) => [path, validatorsOf(entry)]));

  /** @returns the document with the bytes of every coding that are good */
  async function withBodies(document: Document): Promise<{ document: Document | undefined; isWhole: boolean }> {
    const variants: Partial<Record<Coding, Representation>> = {};
    let isWhole = true;
    for (const coding of codings) {
      const variant = document.variants[coding];
      const body = variant && (await files.read(document, coding).catch(() => undefined));
      if (variant && body) variants[coding] = { ...variant, body };
      else if (variant) isWhole = false;
    }
    const { identity, ...others } = variants;
    return { document: identity && { ...document, variants: { identity, ...others } }, isWhole };
  }

  return {
    snapshot: () => snapshot,

    /** The documents of which bytes are missing or damaged, as far as they are known. */
    broken: () => [...broken].flatMap((path) => entries.get(path) ?? snapshot.documents.get(path) ?? []),

    /** Paths of a channel's archives of which bytes are missing or damaged. */
    brokenArchives: (slug: string) => [...broken].filter((path) => path.startsWith(`/feeds/${slug}/archive/`)),

    /** Whether nothing is served at a path because the bytes are missing or damaged. */
    isLost: (path: string) => broken.has(path) && !snapshot.documents.has(path),

    /** All that is wanted was made: what is lost now is not missed. */
    forgetLost() {
      for (const path of broken) if (!snapshot.documents.has(path)) broken.delete(path);
    },

    /** The bytes of a document turned out to be damaged. */
    lost(document: Document) {
      broken.add(decodeURIComponent(document.path));
    },

    /** Takes the bytes of what is polled into memory. @param onLost is told of documents whose bytes are damaged */
    async warm(onLost: (document: Document) => void) {
      const cold = [...snapshot.documents].filter(([, { onDisk, variants }]) => !onDisk && !variants.identity.body);
      for (let start = 0; start < cold.length; start += documentsPerBatch) {
        const warm: [path: string, Document | undefined][] = [];
        for (const [path, each] of cold.slice(start, start + documentsPerBatch)) {
          const { document, isWhole } = await withBodies(each);
          warm.push([path, document]);
          if (isWhole) continue;
          broken.add(path);
          onLost(each);
        }
        const documents = new Map(snapshot.documents);
        for (const [path, document] of warm) {
          if (document) documents.set(path, document);
          else documents.delete(path);
        }
        snapshot = { ...snapshot, documents };
      }
    },

    /** What decides on the validators of paths. */
    known(paths: readonly string[]): Map<string, DocumentState> {
      return new Map(
        paths.flatMap((path) => {
          const state = validators.get(path);
          if (!state) return [];
          const document = snapshot.documents.get(path);
          const file = document && !document.uncoded && !broken.has(path) ? document.file : undefined;
          // A process that was killed may have announced a newer state than the one that is there.
          const sha256 = document?.variants.identity.sha256 ?? state.sha256;
          return [[path, { ...state, sha256, file, deltas: (document ?? entries.get(path))?.deltas }]];
        }),
      );
    },

    /** The archives that are served, by channel. */
    archives(): Map<string | undefined, Document[]> {
      const archives = [...snapshot.documents.values()].filter(({ archive }) => archive !== undefined);
      return Map.groupBy(archives, ({ channel }) => channel);
    },

    /** What an order made, with what is served already of those that came out the same: itself, if nothing is new of it. */
    documentsOf({ changed, unchanged, retainedArchives: kept }: BuiltDocuments): Document[] {
      const itself = (there: Document, document: Document) => (isUnchanged(document, there) ? there : document);
      return [
        ...changed,
        ...unchanged.flatMap((head) => {
          const there = snapshot.documents.get(decodeURIComponent(head.path));
          return there ? itself(there, { ...head, lastModified: there.lastModified, variants: there.variants }) : [];
        }),
        ...kept.flatMap(({ path, next }) => {
          const there = snapshot.documents.get(path);
          return there?.archive ? itself(there, { ...there, archive: { next } }) : [];
        }),
      ];
    },

    /**
     * Replaces the snapshot, at once.
     * @param rest what is answered beside documents; as it was, where it is left out
     * @returns the documents that are not as they were
     */
    show(
      { documents: made, removed = [] }: { documents: readonly Document[]; removed?: readonly Document[] },
      rest: Omit<Snapshot, "documents"> = snapshot,
    ): Document[] {
      const documents = new Map(snapshot.documents);
      for (const { path, archive } of removed) {
        documents.delete(decodeURIComponent(path));
        // The number of an archive is not given again: there is nothing to remember.
        if (archive) validators.delete(decodeURIComponent(path));
      }
      const news = made.filter((document) => !isUnchanged(document, documents.get(decodeURIComponent(document.path))));
      for (const document of made) documents.set(decodeURIComponent(document.path), document);
      for (const document of news) {
        const path = decodeURIComponent(document.path);
        validators.set(path, validatorsOf(document));
        broken.delete(path);
      }
      snapshot = { ...rest, documents };
      return news;
    },
  };
}

export type SnapshotStore = ReturnType<typeof createSnapshotStore>;

/** Whether there is nothing to say of a document. */
function isUnchanged(document: Document, before: Document | undefined): boolean {
  if (document === before) return true;
  if (before === undefined || before.variants.identity.sha256 !== document.variants.identity.sha256) return false;
  return JSON.stringify(toEntry(document)) === JSON.stringify(toEntry(before));
}

function validatorsOf({ lastModified, variants }: Pick<Document, "lastModified" | "variants">) {
  return { lastModified, sha256: variants.identity.sha256 };
}
