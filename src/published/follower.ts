import { join } from "node:path";
import { takeTurns } from "../turns.ts";
import { parseEntry } from "./entry.ts";
import { isPresent } from "./find-bytes.ts";
import { createSubscriberFollower } from "./follow-subscribers.ts";
import {
  applyChanges,
  changedEntries,
  emptyFollowedState,
  entryIn,
  type FollowedState,
  mergeLines,
  type PublishedChanges,
  toSteps,
  updatesTo,
} from "./followed-state.ts";
import { readJournalFrom } from "./journal.ts";
import { manifestFile } from "./load.ts";
import { isPrivateEntry, type ManifestLines, readManifestLines } from "./manifest-lines.ts";
import { codings } from "./snapshot.ts";
import { readShared, versionOf } from "./versions.ts";
import type { PublishedUpdate } from "./view.ts";

/*
 * The follower is the boundary between publishing and serving: it reads the manifest and its journal in FEEDS_DIR, and
 * says what is published and what changed. It looks again and again, because network file systems and rsync notify nobody.
 */

export type Follower = {
  /**
   * Looks for changes, and reports them in order. Changes whose bytes are not all there wait for a later look.
   * @returns whether everything that publishing has recorded is followed
   */
  look(): Promise<boolean>;
  /** Takes a change that publishing could not record in FEEDS_DIR, and reports it as any other, after looks that go on. */
  take(changes: PublishedChanges): Promise<void>;
  /** Returns the updates that lead from nothing to the state that is followed now. */
  updates(): PublishedUpdate[];
  /** Tells whether there is a document at a percent-encoded path that everybody may read. */
  isPublic(path: string): boolean;
};

/**
 * @param onUpdate receives each step, in order: the updates that belong together, so that no answer comes between them
 * @param onProblem receives one sentence when the manifest cannot be read, once for each version of the file
 */
export function createFollower(deps: {
  folder: string;
  onUpdate: (step: readonly PublishedUpdate[]) => void;
  onProblem: (problem: string) => void;
}): Follower {
  const { folder, onUpdate } = deps;
  const readManifest = createManifestReader(deps);
  const subscribers = createSubscriberFollower(deps);
  let followed: FollowedState | undefined;
  const inTurn = takeTurns();

  async function look(): Promise<boolean> {
    await subscribers.look();
    const version = await versionOf(join(folder, manifestFile));
    if (version === undefined) return false;
    return followed?.version === version ? followJournal(followed) : startAnew(version);
  }

  async function startAnew(version: string): Promise<boolean> {
    const lines = await readManifest(version);
    if (!lines) return false;
    const journal = lines.journal === undefined ? undefined : await readJournalFrom(folder, lines.journal, 0);
    const changes = mergeLines(journal?.lines ?? []);
    const next: FollowedState = { lines, version, journalEnd: journal?.end ?? 0, changes: new Map() };
    applyChanges(next, changes);
    if (followed && !(await areAllPresent(folder, changedEntries(followed, next), followed))) return false;
    followed = next;
    onUpdate(updatesTo(next));
    return true;
  }

  async function followJournal(current: FollowedState): Promise<boolean> {
    const { journal: name } = current.lines;
    if (name === undefined) return true;
    const journal = await readJournalFrom(folder, name, current.journalEnd);
    // Publishing replaces the journal a moment after the manifest.
    if (!journal || journal.lines.length === 0) return true;
    const changes = mergeLines(journal.lines);
    const entries = changes.entries.map(([, json]) => json);
    if (!(await areAllPresent(folder, entries, current))) return false;
    current.journalEnd = journal.end;
    apply(current, changes);
    return true;
  }

  function apply(current: FollowedState, changes: PublishedChanges) {
    applyChanges(current, changes);
    for (const step of toSteps(changes)) onUpdate([step]);
  }

  async function take(changes: PublishedChanges) {
    followed ??= emptyFollowedState();
    apply(followed, changes);
  }

  return {
    look: () => inTurn(look),
    take: (changes) => inTurn(() => take(changes)),

    isPublic(path) {
      const json = followed && entryIn(followed, path);
      return json !== undefined && !isPrivateEntry(json);
    },

    updates: () => [...(followed ? updatesTo(followed) : []), ...subscribers.updates()],
  };
}

/** Reads the manifest; of each version that cannot be read it tells once. */
function createManifestReader({ folder, onProblem }: { folder: string; onProblem: (problem: string) => void }) {
  const file = join(folder, manifestFile);
  let reportedVersion: string | undefined;
  return async (version: string): Promise<ManifestLines | undefined> => {
    const bytes = await readShared(file).catch(() => undefined);
    const lines = bytes && readManifestLines(bytes);
    if (!lines && version !== reportedVersion) {
      reportedVersion = version;
      onProblem(`${file} cannot be read; the previous state is served until the file is written again`);
    }
    return lines;
  };
}

/**
 * Tells whether the bytes of all representations are in FEEDS_DIR. It reads and verifies them, but not those that the
 * same path had before: they may be lost, and waiting for them would keep everything else back.
 */
async function areAllPresent(folder: string, entries: Iterable<string>, before: FollowedState): Promise<boolean> {
  for (const json of entries) {
    const document = parseEntry(json);
    if (!document) continue;
    const former = parseEntry(entryIn(before, document.path) ?? "");
    for (const coding of codings) {
      const representation = document.variants[coding];
      if (!representation || former?.variants[coding]?.sha256 === representation.sha256) continue;
      if (!(await isPresent(folder, document, coding))) return false;
    }
  }
  return true;
}
