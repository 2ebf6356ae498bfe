import { readdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { CourantError } from "../errors.ts";
import { type Commit, createCommitter } from "./commit.ts";
import { appendLine } from "./journal.ts";
import { describeBrokenFile, loadPublished, type PublishedState } from "./load.ts";
import { toEntry } from "./manifest.ts";
import { type Replacement, replaceFiles, temporaryName } from "./replace-files.ts";
import { sha256 } from "./sha256.ts";
import { type Coding, codingExtensions, codings, type Document, type Snapshot } from "./snapshot.ts";

const archiveFile = /^[a-z0-9-]+\/archive\/\d+\.[a-z]+$/;

/** FEEDS_DIR: one file for each coding of each document, and the manifest that names them, with its journal. */
export type FeedsDir = {
  /** Reads what an earlier process published. It changes nothing. */
  load(): Promise<PublishedState>;
  /** Reads and verifies every file of a snapshot. @returns one sentence about each broken file */
  verify(snapshot: Snapshot): Promise<string[]>;
  /**
   * Removes what a killed process left behind: temporary files, and archives that are not in the snapshot. It leaves
   * folders, because somebody else may have made them.
   */
  removeLeftovers(snapshot: Snapshot): Promise<void>;
  /** Removes the files of documents that no manifest names. */
  discard(documents: readonly Document[]): Promise<void>;
  /**
   * Reads the bytes of a document.
   * @throws NOT_READY when they are not the bytes that were written
   */
  read(document: Document, coding: Coding): Promise<Buffer>;
  /** Reads a file. @returns undefined when the file is missing, or its bytes do not have this SHA-256 */
  readIfIntact(file: string, hash: string): Promise<Buffer | undefined>;
  /**
   * Replaces files one by one, each atomically, and removes the files of codings that a document does not have. The file
   * of a representation without bytes stays. The journal announces the documents first, so that a later start can tell
   * which state each file has, whenever this process ends. The mtime of a file is the document's Last-Modified.
   */
  write(documents: readonly Document[]): Promise<void>;
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

export function openFeedsDir(folder: string): FeedsDir {
  const committer = createCommitter(folder);

  async function readIfIntact(file: string, hash: string) {
    const body = await readFile(join(folder, file)).catch(() => undefined);
    return body && sha256(body) === hash ? body : undefined;
  }

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
          const body = await readIfIntact(name, representation.sha256);
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
    },

    async discard(documents) {
      await removeFiles(folder, documents);
    },

    async read({ path, file, variants }, coding) {
      const body = await readIfIntact(file + codingExtensions[coding], variants[coding]?.sha256 ?? "");
      if (body) return body;
      throw new CourantError(
        "NOT_READY",
        `The file of ${path} is missing or damaged. The next regeneration makes it again; ask once more in a minute.`,
        { headers: { "retry-after": "60" } },
      );
    },

    readIfIntact,

    async write(documents) {
      if (documents.length === 0) return;
      const replacements = documents.flatMap((document) => replacementsFor(folder, document));
      const announce = () => appendLine(folder, { begun: documents.map(toEntry) }, { durably: false });
      await replaceFiles(replacements, announce);
    },

    async commit(commit) {
      await committer.record(commit);
      if (!commit.isInterrupted) await removeFiles(folder, commit.removed);
    },
  };
}

function replacementsFor(folder: string, { file, variants, lastModified }: Document): Replacement[] {
  return codings
    .filter((coding) => variants[coding]?.body || !variants[coding])
    .map((coding) => ({
      file: join(folder, file + codingExtensions[coding]),
      body: variants[coding]?.body,
      modified: lastModified,
    }));
}

async function removeFiles(folder: string, documents: readonly Document[]): Promise<void> {
  for (const { file } of documents) {
    for (const coding of codings) await rm(join(folder, file + codingExtensions[coding]), { force: true });
  }
}
