import { setImmediate as nextTurn } from "node:timers/promises";
import { CourantError } from "../errors.ts";
import type { Coding, Document } from "../published/snapshot.ts";
import type { PublishedView } from "../published/view.ts";
import type { DocumentReader } from "./answer-document.ts";

/** The bytes of a representation, for the other serving threads. */
export type SharedBytes = { path: string; coding: Coding; hash: string; bytes: SharedArrayBuffer };

type CachedBytes = { path: string; coding: Coding; body: Buffer; isUsed: boolean };

export type ByteCache = {
  read: DocumentReader;
  /** Takes bytes that another thread read. */
  add(shared: SharedBytes): void;
  /** Forgets the bytes of states that are no longer published, a few in each turn of the event loop. */
  dropReplaced(): Promise<void>;
  /** Forgets the bytes that nobody asked for since the last call. */
  dropUnused(): void;
};

/** The number of cached bytes that are looked at in one turn, each of which may cost the parsing of an entry. */
const entriesPerTurn = 50;

/**
 * Keeps the bytes of polled documents in memory that all threads share, in the codings that are asked for. Everything else
 * is read from its file for each request; simultaneous requests share one read.
 * @param deps.find reads and verifies bytes in FEEDS_DIR; undefined when they are nowhere
 * @param deps.share hands bytes to the other threads
 * @param deps.onLost called when the bytes of a document are nowhere
 */
export function createByteCache(deps: {
  view: PublishedView;
  find: (document: Document, coding: Coding) => Promise<Buffer | undefined>;
  share: (shared: SharedBytes) => void;
  onLost: (path: string) => void;
}): ByteCache {
  const { view, find, share, onLost } = deps;
  const cached = new Map<string, CachedBytes>();
  const pending = new Map<string, Promise<Buffer>>();
  let sweeping: Promise<void> | undefined;
  let isOutdated = false;

  const isPublished = ({ path, coding }: Pick<CachedBytes, "path" | "coding">, hash: string) =>
    (view.documents.get(path) ?? view.privateDocuments.get(path))?.variants[coding]?.sha256 === hash;

  async function load(document: Document, coding: Coding, hash: string): Promise<Buffer> {
    const found = await find(document, coding);
    const path = decodeURIComponent(document.path);
    if (!found) {
      if (isPublished({ path, coding }, hash)) onLost(path);
      throw notReady(document);
    }
    if (document.onDisk || !isPublished({ path, coding }, hash)) return found;
    const bytes = new SharedArrayBuffer(found.length);
    const body = Buffer.from(bytes);
    found.copy(body);
    cached.set(hash, { path, coding, body, isUsed: true });
    share({ path, coding, hash, bytes });
    return body;
  }

  async function sweepWhileOutdated() {
    while (isOutdated) {
      isOutdated = false;
      let swept = 0;
      for (const [hash, key] of cached) {
        if (!isPublished(key, hash)) cached.delete(hash);
        if (++swept % entriesPerTurn === 0) await nextTurn();
      }
    }
  }

  return {
    read(document, coding) {
      const hash = document.variants[coding]?.sha256 ?? "";
      const known = cached.get(hash);
      if (known) {
        known.isUsed = true;
        return known.body;
      }
      const shared = pending.get(hash);
      if (shared) return shared;
      const body = load(document, coding, hash).finally(() => pending.delete(hash));
      pending.set(hash, body);
      return body;
    },

    add({ hash, bytes, ...key }) {
      if (!cached.has(hash) && isPublished(key, hash)) {
        cached.set(hash, { ...key, body: Buffer.from(bytes), isUsed: false });
      }
    },

    dropReplaced() {
      isOutdated = true;
      sweeping ??= sweepWhileOutdated().finally(() => {
        sweeping = undefined;
      });
      return sweeping;
    },

    dropUnused() {
      for (const [hash, bytes] of cached) {
        if (!bytes.isUsed) cached.delete(hash);
        bytes.isUsed = false;
      }
    },
  };
}

function notReady({ path }: Document): CourantError {
  return new CourantError(
    "NOT_READY",
    `The file of ${path} is missing or damaged. The next regeneration rebuilds it; try again in a minute.`,
    { headers: { "retry-after": "60" } },
  );
}
