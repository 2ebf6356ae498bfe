import { readdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Commit, createCommitter } from "./commit.ts";
import { readIfIntact } from "./find-bytes.ts";
import { appendLine } from "./journal.ts";
import { describeBrokenFile, loadPublished, type PublishedState } from "./load.ts";
import { toEntry } from "./manifest.ts";
import { counterpartOf, privateFile, privateFolder } from "./private-files.ts";
import { type FileReplacement, replaceFiles, temporaryName } from "./replace-files.ts";
import { keepReplaced, listReplaced, removeReplaced } from "./replaced.ts";
import { codingExtensions, codings, type Document, type DocumentState, hashesOf, type Snapshot } from "./snapshot.ts";

const archiveFile = /^(?:\.private\/)?[a-z0-9-]+\/archive\/\d+\.[a-z]+$/;

/** FEEDS_DIR: one file for each coding of each document, and the manifest that names them, with its journal. */
export type FeedsDir = {
  /** Reads what an earlier process published. It changes nothing. */
  load(): Promise<PublishedState>;
  /** Reads and verifies every file of a snapshot. @returns one sentence about each broken file */
  verify(snapshot: Snapshot): Promise<string[]>;
  /**
   * Removes what a killed process left behind: temporary files, archives that are not in the snapshot, and files that
   * private documents had while they were public. It leaves folders, because somebody else may have made them.
   */
  removeLeftovers(snapshot: Snapshot): Promise<void>;
  /** Returns the SHA-256 of all bytes in `.replaced`. */
  listReplaced(): Promise<string[]>;
  /** Removes bytes from `.replaced`, when nobody serves them any more. */
  removeReplaced(hashes: Iterable<string>): Promise<void>;
  /** Removes the files of documents that no manifest names. */
  discard(documents: readonly Document[]): Promise<void>;
  /** Reads a file. @returns undefined when the file is missing, or its bytes do not have this SHA-256 */
  readIfIntact(file: string, hash: string): Promise<Buffer | undefined>;
  /**
   * Replaces files one by one, each atomically, and removes the files of codings that a document does not have. The
   * file of a representation without bytes stays. Bytes that lose their file are kept in `.replaced`. The journal
   * announces the documents first, so that a later start can tell which state each file has, whenever this process
   * ends. The mtime of a file is the document's Last-Modified.
   * @param former the SHA-256 of the bytes that each path has now, by percent-decoded path
   */
  write(documents: readonly Document[], former: ReadonlyMap<string, FormerHashes>): Promise<void>;
  /** Records documents that are written, so that they are served before the run is over. */
  announce(documents: readonly Document[]): Promise<void>;
  /**
   * Records the new snapshot in the manifest or its journal, and then removes the files of removed documents. The record
   * waits for the disk, so it survives a power failure. Of codings other than identity, only the absence of a file is
   * noticed after a power failure, and the file is built again.
   *
   * The record of an interrupted run goes to the journal and waits for no disk. The journal names the files that the run
   * began to write, and a file that a power failure takes is noticed and built again.
   */
  commit(commit: Commit): Promise<void>;
};

/** The SHA-256 of each representation that a document has in its files. */
export type FormerHashes = Pick<DocumentState, "hashes">;

/** Opens FEEDS_DIR. Nothing is read or written before the first call. */
export function openFeedsDir(folder: string): FeedsDir {
  const committer = createCommitter(folder);

  const readHere: FeedsDir["readIfIntact"] = (file, hash) => readIfIntact(join(folder, file), hash);

  return {
    async load() {
      const published = await loadPublished(folder);
      committer.continueFrom(published.snapshot);
      return published;
    },

    async verify({ documents }) {
      const problems: string[] = [];
      for (const { file, variants } of documents.values()) {
        for (const coding of codings) {
          const representation = variants[coding];
          if (!representation) continue;
          const name = file + codingExtensions[coding];
          const body = await readHere(name, representation.sha256);
          if (!body) problems.push(describeBrokenFile(join(folder, name)));
        }
      }
      return problems;
    },

    async removeLeftovers({ documents }) {
      const published = new Set([...documents.values()].map(({ file }) => file));
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const name = relative(folder, join(entry.parentPath, entry.name));
        const isLeftover = temporaryName.test(name) || (archiveFile.test(name) && !published.has(name));
        if (isLeftover && !entry.isDirectory()) await rm(join(folder, name), { force: true });
      }
      await removeCounterparts(folder, [...documents.values()]);
    },

    async discard(documents) {
      await removeFiles(folder, documents);
    },

    readIfIntact: readHere,
    listReplaced: () => listReplaced(folder),
    removeReplaced: (hashes) => removeReplaced(folder, hashes),

    announce: committer.announce,

    async write(documents, former) {
      if (documents.length === 0) return;
      const replacements = documents.flatMap((document) => replacementsFor(folder, document, former));
      const announce = () => appendLine(folder, { begun: documents.map(toEntry) }, { durably: false });
      await replaceFiles(replacements, announce);
    },

    async commit(commit) {
      await committer.record(commit);
      if (commit.isInterrupted) return;
      for (const { file, variants } of commit.removed) keepAll(folder, file, hashesOf(variants));
      await removeFiles(folder, commit.removed);
      await removeCounterparts(folder, commit.changed);
    },
  };
}

function replacementsFor(
  folder: string,
  { path, file, variants, lastModified }: Document,
  former: ReadonlyMap<string, FormerHashes>,
): FileReplacement[] {
  const hashes = former.get(decodeURIComponent(path))?.hashes ?? {};
  return codings
    .filter((coding) => variants[coding]?.body || !variants[coding])
    .map((coding) => ({
      file: join(folder, file + codingExtensions[coding]),
      body: variants[coding]?.body,
      modified: lastModified,
      beforeReplacing: () => keepAll(folder, file, { [coding]: hashes[coding] }),
    }));
}

function keepAll(folder: string, file: string, hashes: FormerHashes["hashes"]): void {
  for (const coding of codings) {
    const hash = hashes[coding];
    if (hash !== undefined) keepReplaced(folder, file + codingExtensions[coding], hash);
  }
}

async function removeFiles(folder: string, documents: readonly Pick<Document, "file">[]): Promise<void> {
  for (const { file } of documents) {
    for (const coding of codings) await rm(join(folder, file + codingExtensions[coding]), { force: true });
  }
}

/** Removes the files that documents had before their access changed. There are few private files, and many others. */
async function removeCounterparts(folder: string, documents: readonly Document[]): Promise<void> {
  const entries = await readdir(join(folder, privateFolder), { recursive: true }).catch(() => []);
  const present = new Set(entries.map(privateFile));
  const former = documents
    .map(({ file, privateTo }) => ({ file: counterpartOf(file), isPublic: privateTo === undefined }))
    .filter(({ file, isPublic }) => !isPublic || present.has(file));
  await removeFiles(folder, former);
}
