import { setImmediate } from "node:timers/promises";
import { messageOf } from "../errors.ts";
import { gone, headerText, isEntry, type ManifestEntry, moved, path } from "./entry.ts";
import { anything, type GuardedValue, integer, list, literal, object, optional, record, text } from "./guards.ts";
import type { Document, Snapshot } from "./snapshot.ts";

/*
 * `manifest.json` in FEEDS_DIR lists the published documents with validators and checksums. Its journal has later changes.
 */

const manifest = object({
  version: literal(1),
  /** The name of the journal that continues this manifest. */
  journal: optional(text()),
  baseUrl: optional(headerText),
  documents: list(isEntry),
  gone,
  moved,
  /** Checked separately, because documents without a valid state are still usable. */
  state: anything,
});
export type Manifest = GuardedValue<typeof manifest>;

/**
 * The state that the documents were built from: the id of the run, the definition (configuration and program), the
 * checkpoint in the collection, and the fingerprint of each target. It is valid only while the collection names the same
 * run as its last, which a collection restored from a backup does not.
 */
const state = object({
  run: text(),
  definition: text(),
  looked: object({ change: integer(), now: integer() }),
  keys: record(object({ key: text(), due: optional(integer()) })),
});
export type StoredState = GuardedValue<typeof state>;

/**
 * A line of the journal. `begun` announces documents whose files are about to be replaced: until a later line names them
 * in `documents`, their files may still have the bytes from before. All other members are valid from this line on.
 */
const line = object({
  begun: optional(list(isEntry)),
  documents: optional(list(isEntry)),
  removed: optional(list(path)),
  gone: optional(gone),
  moved: optional(moved),
  state: anything,
});
export type JournalLine = GuardedValue<typeof line>;

/** The manifest before anything is published. */
export const emptyManifest: Manifest = { version: 1, documents: [], gone: [], moved: {} };

/** @returns the manifest, or the reason why the text is not a manifest */
export function parseManifest(text: string): Manifest | string {
  try {
    const value: unknown = JSON.parse(text);
    return manifest(value) ? value : "it has invalid members";
  } catch (error) {
    return messageOf(error);
  }
}

/** @returns the line, or undefined when the text is not a line */
export function parseLine(text: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return line(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @returns the state, or undefined when it is damaged */
export function parseState(value: unknown): StoredState | undefined {
  return state(value) ? value : undefined;
}

/** Returns a document's entry in the manifest and the journal: all but its bytes. Equal documents have equal JSON. */
export function toEntry(document: Document): ManifestEntry {
  const { path, file, type, channel, channels, privateTo, link, maxAge, downloadsPerHour, due, ...rest } = document;
  const variants = Object.fromEntries(
    Object.entries(rest.variants).map(([coding, { etag, sha256, bytes }]) => [coding, { etag, sha256, bytes }]),
  ) as ManifestEntry["variants"];
  const { onDisk, page, archive } = rest;
  const archiveHead = archive && { next: archive.next, ...(archive.until !== undefined && { until: archive.until }) };
  const { formerArchives, deltasForAll, uncoded, lastModified, deltas } = rest;
  const head = { path, file, type, channel, channels, privateTo, link, maxAge, downloadsPerHour, due, onDisk, page };
  const archives = { archive: archiveHead, formerArchives };
  return { ...head, ...archives, deltasForAll, uncoded, lastModified, deltas, variants } as ManifestEntry;
}

/** The number of entries written before the event loop may do something else: there may be thousands of entries. */
const entriesPerBatch = 100;

/** Returns the text of `manifest.json`. @param journal the name of the journal that continues it */
export async function serializeManifest(snapshot: Snapshot, state: StoredState, journal: string): Promise<string> {
  const { baseUrl } = snapshot;
  const documents = [...snapshot.documents.values()].map(toEntry);
  const gone = [...snapshot.gone].sort();
  const moved = Object.fromEntries([...snapshot.moved].sort());
  const lines: string[] = [];
  for (const line of manifestLines({ version: 1, journal, baseUrl, documents, gone, moved, state } as Manifest)) {
    if (lines.push(line) % entriesPerBatch === 0) await setImmediate();
  }
  return lines.join("");
}

/**
 * Yields the manifest line by line. The text is one JSON object; each entry has a line of its own, sorted by path, so
 * that serving finds an entry without parsing the others.
 */
export function* manifestLines({ documents, gone, moved, state, ...head }: Manifest): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"documents":[\n`;
  const sorted = documents.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const [index, { path, ...entry }] of sorted.entries()) {
    yield `${JSON.stringify({ path, ...entry })}${index < sorted.length - 1 ? "," : ""}\n`;
  }
  yield `],\n"gone":${JSON.stringify(gone)},\n"moved":${JSON.stringify(moved)},\n"state":${JSON.stringify(state ?? null)}}\n`;
}
