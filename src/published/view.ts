import { parseEntry } from "./entry.ts";
import { isPrivateEntry, type ManifestLines, readManifestLines } from "./manifest-lines.ts";
import { encodePath } from "./paths.ts";
import type { Document } from "./snapshot.ts";
import { type PrivateAddress, parseSubscribers } from "./subscribers.ts";

/** A part of the published state that changed, as the follower reports it. It can be cloned to other threads. */
export type PublishedUpdate =
  | {
      kind: "manifest";
      /** The bytes of the manifest, which replace everything before. */
      bytes: SharedArrayBuffer;
      /** The number of documents in it that everybody may read. */
      size: number;
    }
  | {
      kind: "changes";
      /** The percent-encoded path of each document that changed, with the JSON of its entry. */
      entries: readonly (readonly [path: string, json: string])[];
      /** The percent-encoded paths of documents that were removed. */
      removed: readonly string[];
      gone?: readonly string[] | undefined;
      moved?: Readonly<Record<string, string>> | undefined;
    }
  /** The bytes of the file with the addresses of private channels, which replace those before; undefined for none. */
  | { kind: "subscribers"; bytes: SharedArrayBuffer | undefined };

/** The published state at a moment, as serving reads it. All paths are percent-decoded. */
export type PublishedView = {
  /** The documents that everybody may read. */
  documents: { get(path: string): Document | undefined };
  /** The documents that only subscribers of some private channels may read. */
  privateDocuments: { get(path: string): Document | undefined };
  /** The number of documents that everybody may read: it tells nothing of private ones. */
  readonly size: number;
  /** The paths that are answered 410. */
  gone: { has(path: string): boolean };
  /** The new path or address for each path that is answered 301. */
  moved: { get(path: string): string | undefined };
  /** The addresses of private channels by selector, also those that were revoked. */
  subscribers: { get(selector: string): PrivateAddress | undefined };
};

/** The documents that are kept parsed: twice this number at most. */
const maxRecentDocuments = 4_096;

/**
 * Creates the view of one serving thread. It parses the entry of a document only when somebody asks for the document, so
 * that a hundred thousand documents cost no time and little memory.
 */
export function createPublishedView(): { view: PublishedView; apply(update: PublishedUpdate): void } {
  let lines: ManifestLines | undefined;
  let size = 0;
  let gone: ReadonlySet<string> = new Set();
  let moved: ReadonlyMap<string, string> = new Map();
  let subscribers: ReadonlyMap<string, PrivateAddress> = new Map();
  /** The JSON of entries that changed since the manifest was written, by encoded path; `undefined` for removed ones. */
  const changes = new Map<string, string | undefined>();
  const recent = createRecent<Document>(maxRecentDocuments);

  const find = (path: string) => (changes.has(path) ? changes.get(path) : lines?.find(path));

  function change(path: string, json: string | undefined) {
    size += Number(isPublicEntry(json)) - Number(isPublicEntry(find(path)));
    changes.set(path, json);
  }

  function findDocument(path: string): Document | undefined {
    const known = recent.get(path);
    if (known) return known;
    const json = find(encodePath(path));
    const document = json === undefined ? undefined : parseEntry(json);
    if (document) recent.set(path, document);
    return document;
  }

  function documentsWhere(isWanted: (document: Document) => boolean): PublishedView["documents"] {
    return {
      get(path) {
        const document = findDocument(path);
        return document && isWanted(document) ? document : undefined;
      },
    };
  }

  return {
    view: {
      documents: documentsWhere(({ privateTo }) => privateTo === undefined),
      privateDocuments: documentsWhere(({ privateTo }) => privateTo !== undefined),
      get size() {
        return size;
      },
      gone: { has: (path) => gone.has(path) },
      moved: { get: (path) => moved.get(path) },
      subscribers: { get: (selector) => subscribers.get(selector) },
    },

    apply(update) {
      if (update.kind === "subscribers") {
        subscribers = (update.bytes && parseSubscribers(update.bytes)) ?? new Map();
        return;
      }
      if (update.kind === "manifest") {
        lines = readManifestLines(update.bytes);
        changes.clear();
        recent.clear();
        size = lines ? update.size : 0;
        gone = new Set(lines?.gone);
        moved = new Map(Object.entries(lines?.moved ?? {}));
        return;
      }
      for (const [path, json] of update.entries) change(path, json);
      for (const path of update.removed) change(path, undefined);
      for (const path of [...update.entries.map(([path]) => path), ...update.removed]) {
        recent.delete(decodeURIComponent(path));
      }
      if (update.gone) gone = new Set(update.gone);
      if (update.moved) moved = new Map(Object.entries(update.moved));
    },
  };
}

const isPublicEntry = (json: string | undefined) => json !== undefined && !isPrivateEntry(json);

/** Keeps the values that were used last: at least `minCount`, at most twice as many. */
function createRecent<Value>(minCount: number) {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  const recent = {
    get(key: string): Value | undefined {
      const value = young.get(key);
      if (value !== undefined) return value;
      const former = old.get(key);
      if (former !== undefined) recent.set(key, former);
      return former;
    },
    set(key: string, value: Value) {
      if (young.size >= minCount) {
        old = young;
        young = new Map();
      }
      young.set(key, value);
    },
    delete(key: string) {
      young.delete(key);
      old.delete(key);
    },
    clear() {
      young.clear();
      old.clear();
    },
  };
  return recent;
}
