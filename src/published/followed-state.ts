import type { JournalLine } from "./manifest.ts";
import { emptyManifestLines, type ManifestLines, pathInRange } from "./manifest-lines.ts";
import type { PublishedUpdate } from "./view.ts";

/** The state that was followed: a manifest, the lines of its journal up to an offset, and what changed since. */
export type FollowedState = {
  lines: ManifestLines;
  /** Tells manifests apart: the file is replaced as a whole. Undefined before the first one. */
  version: string | undefined;
  journalEnd: number;
  /** The JSON of entries that changed since the manifest was written, by encoded path; `undefined` for removed ones. */
  changes: Map<string, string | undefined>;
} & Pick<PublishedChanges, "gone" | "moved">;

/** An update with changes of documents and paths. */
export type PublishedChanges = Extract<PublishedUpdate, { kind: "changes" }>;

/**
 * The documents that change in one step: far less than a thread applies in a millisecond or two, also before it is
 * warm.
 */
const maxStepDocuments = 200;

/** Returns the state before anything is published. */
export function emptyFollowedState(): FollowedState {
  return { lines: emptyManifestLines(), version: undefined, journalEnd: 0, changes: new Map() };
}

/** Joins lines of the journal into one change. */
export function mergeLines(lines: readonly JournalLine[]): PublishedChanges {
  const merged = new Map<string, string | undefined>();
  let { gone, moved }: Pick<JournalLine, "gone" | "moved"> = {};
  for (const line of lines) {
    for (const entry of line.documents ?? []) merged.set(entry.path, JSON.stringify(entry));
    for (const path of line.removed ?? []) merged.set(path, undefined);
    gone = line.gone ?? gone;
    moved = line.moved ?? moved;
  }
  return { kind: "changes", ...splitChanges(merged), gone, moved };
}

function splitChanges(changes: ReadonlyMap<string, string | undefined>): Pick<PublishedChanges, "entries" | "removed"> {
  return {
    entries: [...changes].flatMap(([path, json]) => (json === undefined ? [] : [[path, json] as const])),
    removed: [...changes].flatMap(([path, json]) => (json === undefined ? [path] : [])),
  };
}

/**
 * Parts changes into steps of few documents, so that a thread that applies them answers in between. New documents come
 * first and removed ones last: no step links to a page that is not there, and a removed page is gone at once.
 */
export function toSteps({ entries, removed, gone, moved }: PublishedChanges): PublishedChanges[] {
  const step = (part: Partial<PublishedChanges>): PublishedChanges => ({
    kind: "changes",
    entries: [],
    removed: [],
    ...part,
  });
  return [
    ...chunksOf(entries).map((entries) => step({ entries })),
    ...(gone === undefined && moved === undefined ? [] : [step({ gone, moved })]),
    ...chunksOf(removed).map((removed) => step({ removed })),
  ];
}

function chunksOf<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / maxStepDocuments);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * maxStepDocuments, (index + 1) * maxStepDocuments),
  );
}

function isEmpty({ entries, removed, gone, moved }: PublishedChanges): boolean {
  return entries.length + removed.length === 0 && gone === undefined && moved === undefined;
}

/** Adds later changes to a state, which it edits. */
export function applyChanges(followed: FollowedState, { entries, removed, gone, moved }: PublishedChanges): void {
  for (const [path, json] of entries) followed.changes.set(path, json);
  for (const path of removed) followed.changes.set(path, undefined);
  followed.gone = gone ?? followed.gone;
  followed.moved = moved ?? followed.moved;
}

/** Returns the updates that lead from nothing to a state. */
export function updatesTo({ lines, changes, gone, moved }: FollowedState): PublishedUpdate[] {
  const update: PublishedChanges = { kind: "changes", ...splitChanges(changes), gone, moved };
  return [{ kind: "manifest", bytes: lines.bytes, size: lines.countPublic() }, ...(isEmpty(update) ? [] : [update])];
}

/** Returns the JSON of the entry with a percent-encoded path. */
export function entryIn({ lines, changes }: FollowedState, path: string): string | undefined {
  return changes.has(path) ? changes.get(path) : lines.find(path);
}

/** Yields the JSON of the entries that are not the same before. Both manifests are sorted by path. */
export function* changedEntries(before: FollowedState, after: FollowedState): Generator<string> {
  const [beforeBytes, afterBytes] = [Buffer.from(before.lines.bytes), Buffer.from(after.lines.bytes)];
  const beforeRanges = before.lines.ranges();
  let former = beforeRanges.next();
  for (const range of after.lines.ranges()) {
    const path = pathInRange(afterBytes, range);
    while (!former.done && pathInRange(beforeBytes, former.value) < path) former = beforeRanges.next();
    if (after.changes.has(path)) continue;
    const { value: same } = former;
    const isSame =
      same &&
      !before.changes.has(path) &&
      beforeBytes.compare(afterBytes, range.start, range.end, same.start, same.end) === 0;
    if (!isSame) yield afterBytes.toString("utf8", range.start, range.end);
  }
  for (const json of after.changes.values()) if (json !== undefined) yield json;
}
