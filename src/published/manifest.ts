import { setImmediate } from "node:timers/promises";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { messageOf } from "../errors.ts";
import type { Document, Snapshot } from "./snapshot.ts";

/** A header value: printable ASCII. */
const headerText = Type.String({ pattern: "^[ -~]*$" });

const StoredRepresentation = Type.Object({ etag: headerText, sha256: Type.String(), bytes: Type.Integer() });

const path = Type.String({ pattern: "^/[!-~]*$" });

export const ManifestEntry = Type.Object({
  path,
  file: Type.String({
    pattern: "^(articles/[a-z0-9~][a-z0-9:,._-]*\\.html|([a-z0-9-]+/archive/)?[A-Za-z0-9_-]+\\.[a-z]+)$",
  }),
  type: headerText,
  channel: Type.Optional(Type.String()),
  link: Type.Optional(headerText),
  maxAge: Type.Integer(),
  downloadsPerHour: Type.Optional(Type.Integer()),
  due: Type.Optional(Type.Integer()),
  onDisk: Type.Optional(Type.Boolean()),
  page: Type.Optional(path),
  archive: Type.Optional(Type.Object({ next: path, until: Type.Optional(Type.Integer()) })),
  deltasForAll: Type.Optional(Type.Boolean()),
  uncoded: Type.Optional(Type.Boolean()),
  lastModified: Type.Integer(),
  /** Validated separately, because a document without valid deltas is still usable. */
  deltas: Type.Optional(Type.Unknown()),
  variants: Type.Object({
    identity: StoredRepresentation,
    gzip: Type.Optional(StoredRepresentation),
    br: Type.Optional(StoredRepresentation),
    zstd: Type.Optional(StoredRepresentation),
  }),
});

const gone = Type.Array(Type.String());
const moved = Type.Record(Type.String(), headerText);

/**
 * The state that the documents were built from: the id of the run, the definition (configuration and program), the
 * checkpoint in the collection, and the fingerprint of each target. It is valid only while the collection names the same
 * run as its last, which a collection restored from a backup does not.
 */
export const StoredState = Type.Object({
  run: Type.String(),
  definition: Type.String(),
  looked: Type.Object({ change: Type.Integer(), now: Type.Integer() }),
  keys: Type.Record(Type.String(), Type.Object({ key: Type.String(), due: Type.Optional(Type.Integer()) })),
});
export type StoredState = Static<typeof StoredState>;

/** `manifest.json` in FEEDS_DIR: the published documents with validators and checksums. Its journal has later changes. */
export const Manifest = Type.Object({
  version: Type.Literal(1),
  /** The name of the journal that continues this manifest. */
  journal: Type.Optional(Type.String()),
  baseUrl: Type.Optional(headerText),
  documents: Type.Array(ManifestEntry),
  gone,
  moved,
  /** Validated separately, because documents without a valid state are still usable. */
  state: Type.Optional(Type.Unknown()),
});

/**
 * A line of the journal. `begun` announces documents whose files are about to be replaced: until a later line names them
 * in `documents`, their files may still have the bytes from before. All other members are valid from this line on.
 */
export const JournalLine = Type.Object({
  begun: Type.Optional(Type.Array(ManifestEntry)),
  documents: Type.Optional(Type.Array(ManifestEntry)),
  removed: Type.Optional(Type.Array(path)),
  gone: Type.Optional(gone),
  moved: Type.Optional(moved),
  state: Type.Optional(Type.Unknown()),
});
export type JournalLine = Static<typeof JournalLine>;
export type Manifest = Static<typeof Manifest>;
export type ManifestEntry = Static<typeof ManifestEntry>;

const manifest = Compile(Manifest);
const line = Compile(JournalLine);
const state = Compile(StoredState);

export const emptyManifest: Manifest = { version: 1, documents: [], gone: [], moved: {} };

/** @returns the manifest, or the reason why the text is not a manifest */
export function parseManifest(text: string): Manifest | string {
  try {
    const value: unknown = JSON.parse(text);
    if (manifest.Check(value) && value.documents.every(hasPath)) return value;
    const [first] = manifest.Errors(value);
    return `${first?.instancePath || "/"} ${first?.message ?? "is not what it should be"}`;
  } catch (error) {
    return messageOf(error);
  }
}

/** @returns the line, or undefined when the text is not a line */
export function parseLine(text: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return line.Check(value) && [...(value.begun ?? []), ...(value.documents ?? [])].every(hasPath) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @returns the state, or undefined when it is damaged */
export function parseState(value: unknown): StoredState | undefined {
  return state.Check(value) ? value : undefined;
}

function hasPath({ path }: ManifestEntry): boolean {
  try {
    return decodeURIComponent(path) !== "";
  } catch {
    return false;
  }
}

/** Returns a document's entry in the manifest and the journal: all but its bytes. Equal documents have equal JSON. */
export function toEntry(document: Document): ManifestEntry {
  const { path, file, type, channel, link, maxAge, downloadsPerHour, due, onDisk, page, archive, ...rest } = document;
  const variants = Object.fromEntries(
    Object.entries(rest.variants).map(([coding, { etag, sha256, bytes }]) => [coding, { etag, sha256, bytes }]),
  ) as ManifestEntry["variants"];
  const archiveHead = archive && { next: archive.next, ...(archive.until !== undefined && { until: archive.until }) };
  const { deltasForAll, uncoded, lastModified, deltas } = rest;
  const head = { path, file, type, channel, link, maxAge, downloadsPerHour, due, onDisk, page };
  return { ...head, archive: archiveHead, deltasForAll, uncoded, lastModified, deltas, variants } as ManifestEntry;
}

/** The number of entries written before the event loop may answer requests: there may be thousands of entries. */
const entriesPerBatch = 100;

/** Returns the text of `manifest.json`. @param journal the name of the journal that continues it */
export async function serializeManifest(snapshot: Snapshot, state: StoredState, journal: string): Promise<string> {
  const { baseUrl, gone, moved } = snapshot;
  const documents = [...snapshot.documents.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const entries: string[] = [];
  for (const [index, document] of documents.entries()) {
    if (index % entriesPerBatch === 0) await setImmediate();
    entries.push(JSON.stringify(toEntry(document)));
  }
  const begin = JSON.stringify({ version: 1, journal, baseUrl }).slice(0, -1);
  const rest = { gone: [...gone].sort(), moved: Object.fromEntries([...moved].sort()), state };
  return `${begin},"documents":[${entries.join(",")}],${JSON.stringify(rest).slice(1)}\n`;
}
