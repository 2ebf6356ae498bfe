import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { appendLine, journalSizeBytes, startJournal } from "./journal.ts";
import { manifestFile } from "./load.ts";
import { type JournalLine, type StoredState, serializeManifest, toEntry } from "./manifest.ts";
import { replaceFiles, syncAll } from "./replace-files.ts";
import type { Document, Snapshot } from "./snapshot.ts";

/** A manifest of up to this size is written anew for every change: that takes no longer than a line in its journal. */
const maxRewrittenManifestBytes = 64 * 1024;

/** The result of a run, or of its first part. */
export type Commit = {
  snapshot: Snapshot;
  /** The documents that the run built, whose files are written. */
  changed: readonly Document[];
  removed: readonly Document[];
  /** The fingerprints of the targets that changed. */
  changedKeys: StoredState["keys"];
  /** The state that everything was built from, with the fingerprints of all targets. */
  state: StoredState;
  /** Whether a stop interrupted the run. */
  isInterrupted: boolean;
  /** Whether the manifest is written anew, so that its journal says nothing of former states. */
  rewrites?: boolean;
};

/** The content of the manifest and its journal that a next line depends on. */
type CommittedContent = Pick<Snapshot, "baseUrl" | "gone" | "moved">;

/** Records commits in the manifest of FEEDS_DIR or in its journal. */
export function createCommitter(folder: string) {
  let manifestBytes = 0;
  /** Undefined while nobody knows what the files say: before `continueFrom`, and after a commit that did not succeed. */
  let committed: CommittedContent | undefined;

  async function writeManifest(snapshot: Snapshot, state: StoredState) {
    const journal = randomUUID();
    const text = await serializeManifest(snapshot, state, journal);
    const file = join(folder, manifestFile);
    await replaceFiles([{ file, body: Buffer.from(text) }], (names) => syncAll(names));
    await startJournal(folder, journal);
    await syncAll([folder]);
    manifestBytes = text.length;
  }

  return {
    /** Lets the next commit continue the journal that was read. */
    continueFrom(snapshot: Snapshot) {
      committed = snapshot;
    },

    /**
     * Records documents whose files are written before the run is over, so that they are served at once. A power failure
     * may take the record; the commit at the end of the run comes after it in the journal and waits for the disk.
     */
    async announce(documents: readonly Document[]): Promise<void> {
      if (committed) await appendLine(folder, { documents: documents.map(toEntry) }, { durably: false });
    },

    async record(commit: Commit): Promise<void> {
      const { snapshot, changed, state, isInterrupted } = commit;
      const { baseUrl, gone, moved } = snapshot;
      const last = committed;
      committed = undefined;
      const continuesJournal = last !== undefined && last.baseUrl === baseUrl;
      if (isInterrupted) {
        if (continuesJournal) await appendLine(folder, journalLine(commit, last), { durably: false });
        return;
      }
      const files = changed.map(({ file }) => join(folder, file));
      await syncAll(files);
      await syncAll(new Set([folder, ...files.map(dirname)]));
      const journalBytes = await journalSizeBytes(folder);
      const rewrites = commit.rewrites || manifestBytes < maxRewrittenManifestBytes || journalBytes > manifestBytes;
      if (rewrites || !continuesJournal) await writeManifest(snapshot, state);
      else await appendLine(folder, journalLine(commit, last), { durably: true });
      committed = { baseUrl, gone, moved };
    },
  };
}

function journalLine({ snapshot, changed, removed, changedKeys, state }: Commit, last: CommittedContent): JournalLine {
  const { gone, moved } = snapshot;
  return {
    documents: changed.map(toEntry),
    removed: removed.map(({ path }) => path),
    state: { ...state, keys: changedKeys },
    ...(last.gone !== gone && { gone: [...gone].sort() }),
    ...(last.moved !== moved && { moved: Object.fromEntries([...moved].sort()) }),
  };
}
