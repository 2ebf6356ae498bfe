import { randomUUID } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { CourantError } from "../errors.ts";
import { appendLine, journalSizeBytes, startJournal } from "./journal.ts";
import { describeBrokenFile, loadPublished, manifestFile, type PublishedState } from "./load.ts";
import { type JournalLine, serializeManifest, type StoredState, toEntry } from "./manifest.ts";
import { replaceFiles, syncAll, temporaryName } from "./replace-files.ts";
import { sha256 } from "./sha256.ts";
import { type Coding, codings, type Document, codingExtensions, type Snapshot } from "./snapshot.ts";

const archiveFile = /^[a-z0-9-]+\/archive\/\d+\.[a-z]+$/;

/** Bytes of a manifest that is written anew for every change: that takes no longer than to add to its journal. */
const maxRewrittenManifestBytes = 64 * 1024;

/**
 * What a run brings: documents that it made, those that go, the keys of its units, and from what all there is was made.
 * `isCut`: a stop cut it short.
 */
export type Commit = {
  snapshot: Snapshot;
  changed: readonly Document[];
  removed: readonly Document[];
  changedKeys: StoredState["keys"];
  state: StoredState;
  isInterrupted: boolean;
};

/** FEEDS_DIR: every document as a file for each coding, and the manifest that names them, with its journal. */
export type FeedsDir = {
  /** Looks at what was published before. Changes nothing. */
  load(): Promise<PublishedState>;
  /** Reads and verifies every file that `load` only looked at. @returns what is wrong, one sentence each */
  verify(snapshot: Snapshot): Promise<string[]>;
  /**
   * Removes what a process that was killed left: files half-written, and archives that the snapshot does not have. No
   * folders: those are somebody else's.
   */
  removeLeftovers(snapshot: Snapshot): Promise<void>;
  /** Removes the files of documents that nothing names. */
  discard(documents: readonly Document[]): Promise<void>;
  /**
   * The bytes of a document.
   * @throws NOT_READY when they are not those that were written
   */
  read(document: Document, coding: Coding): Promise<Buffer>;
  /** The bytes of a file, undefined when they are not those with this SHA-256. */
  readIfIntact(file: string, hash: string): Promise<Buffer | undefined>;
  /**
   * Replaces files one by one, each atomically, also those of codings that documents do not have; what comes without its
   * bytes is there already. The journal says so before the first: whenever the process ends, what is there can be told.
   * Their mtime is the Last-Modified.
   */
  write(documents: readonly Document[]): Promise<void>;
  /**
   * Says in the journal, or in the manifest, what is published from now on, once that is on disk: what says so survives
   * a power failure. Then it removes files that nothing names. Of other codings than identity only their absence is
   * noticed then, and they are made again.
   * A run that was cut short is only added to the journal, and waits for no disk: files that it had begun and did not
   * finish are named there, and what a power failure takes is found and made again.
   */
  commit(commit: Commit): Promise<void>;
};

export function openFeedsDir(folder: string): FeedsDir {
  let manifestBytes = 0;
  /** What is committed; undefined while nobody knows. */
  let before: Pick<Snapshot, "baseUrl" | "gone" | "moved"> | undefined;

  async function writeManifest(snapshot: Snapshot, state: StoredState) {
    const journal = randomUUID();
    const text = await serializeManifest(snapshot, state, journal);
    const file = join(folder, manifestFile);
    await replaceFiles([{ file, body: Buffer.from(text) }], (names) => syncAll(names));
    await startJournal(folder, journal);
    await syncAll([folder]);
    manifestBytes = text.length;
  }

  async function readGood(file: string, hash: string) {
    const body = await readFile(join(folder, file)).catch(() => undefined);
    return body && sha256(body) === hash ? body : undefined;
  }

  return {
    async load() {
      const published = await loadPublished(folder);
      before = published.snapshot;
      return published;
    },

    async verify({ documents }) {
      const problems: string[] = [];
      for (const { file, variants } of documents.values()) {
        for (const coding of codings) {
          const variant = variants[coding];
          const name = file + codingExtensions[coding];
          if (variant && !(await readGood(name, variant.sha256))) problems.push(describeBrokenFile(join(folder, name)));
        }
      }
      return problems;
    },

    async removeLeftovers({ documents }) {
      const named = new Set([...documents.values()].map(({ file }) => file));
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const name = relative(folder, join(entry.parentPath, entry.name));
        const isLeft = temporaryName.test(name) || (archiveFile.test(name) && !named.has(name));
        if (isLeft && !entry.isDirectory()) await rm(join(folder, name), { force: true });
      }
    },

    async discard(documents) {
      await removeFiles(folder, documents);
    },

    async read({ path, file, variants }, coding) {
      const body = await readGood(file + codingExtensions[coding], variants[coding]?.sha256 ?? "");
      if (body) return body;
      throw new CourantError(
        "NOT_READY",
        `The file of ${path} is missing or damaged. The next regeneration makes it again; ask once more in a minute.`,
        { headers: { "retry-after": "60" } },
      );
    },

    readIfIntact: readGood,

    async write(documents) {
      if (documents.length === 0) return;
      const replacements = documents.flatMap(({ file, variants, lastModified: modified }) =>
        codings
          .filter((coding) => variants[coding]?.body || !variants[coding])
          .map((coding) => ({
            file: join(folder, file + codingExtensions[coding]),
            body: variants[coding]?.body,
            modified,
          })),
      );
      await replaceFiles(replacements, () => appendLine(folder, { begun: documents.map(toEntry) }, { durably: false }));
    },

    async commit(commit) {
      const { snapshot, changed: made, removed, state, isInterrupted: isCut } = commit;
      const { baseUrl, gone, moved } = snapshot;
      const last = before;
      before = undefined;
      const goesOn = last !== undefined && last.baseUrl === baseUrl;
      if (isCut) {
        if (goesOn) await appendLine(folder, journalLine(commit, last), { durably: false });
        return;
      }
      const named = made.map(({ file }) => join(folder, file));
      await syncAll(named);
      await syncAll(new Set([folder, ...named.map(dirname)]));
      const size = await journalSizeBytes(folder);
      const isLong = manifestBytes < maxRewrittenManifestBytes || size > manifestBytes;
      if (isLong || !goesOn) await writeManifest(snapshot, state);
      else await appendLine(folder, journalLine(commit, last), { durably: true });
      before = { baseUrl, gone, moved };
      await removeFiles(folder, removed);
    },
  };
}

/** What the journal says of a commit. @param last what was committed before */
function journalLine(
  { snapshot, changed: made, removed, changedKeys: keys, state }: Commit,
  last: Pick<Snapshot, "gone" | "moved">,
): JournalLine {
  const { gone, moved } = snapshot;
  return {
    ...{ documents: made.map(toEntry), removed: removed.map(({ path }) => path), state: { ...state, keys } },
    ...(last.gone !== gone && { gone: [...gone].sort() }),
    ...(last.moved !== moved && { moved: Object.fromEntries([...moved].sort()) }),
  };
}

async function removeFiles(folder: string, documents: readonly Document[]): Promise<void> {
  for (const { file } of documents) {
    for (const coding of codings) await rm(join(folder, file + codingExtensions[coding]), { force: true });
  }
}
