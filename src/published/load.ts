import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../errors.ts";
import { isDeltas, type Deltas } from "./deltas.ts";
import { readJournal } from "./journal.ts";
import {
  emptyManifest,
  type Manifest,
  type ManifestEntry,
  parseManifest,
  type StoredState,
  parseState,
} from "./manifest.ts";
import { sha256 } from "./sha256.ts";
import {
  type Coding,
  codings,
  type Document,
  codingExtensions,
  type Representation,
  type Snapshot,
} from "./snapshot.ts";

/** An entry of the manifest whose deltas are what they should be, or left out. */
export type CheckedEntry = Omit<ManifestEntry, "deltas"> & { deltas?: Deltas | undefined };

/** What was found in FEEDS_DIR. */
export type PublishedState = {
  /** The documents whose files are there, without their bytes: those are read, and verified, when they are wanted. */
  snapshot: Snapshot;
  /** Every document that the manifest names, also those whose files are broken: their validators still count. */
  entries: ReadonlyMap<string, Pick<Document, "channel" | "onDisk" | "lastModified" | "variants" | "deltas">>;
  /** Paths of documents of which a coding's file, or what is said of its items, is missing or broken: to be made again. */
  broken: ReadonlySet<string>;
  /** From what it was made, as far as that is known. */
  state: StoredState | undefined;
  /** What is wrong, one sentence each. */
  problems: string[];
};

export const manifestFile = "manifest.json";

/** Reads what was published before. Files are looked at, not read, but for those that were about to be replaced. */
export async function loadPublished(folder: string): Promise<PublishedState> {
  const text = await readFile(join(folder, manifestFile), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    return "";
  });
  const manifest = text === undefined ? emptyManifest : parseManifest(text);
  if (typeof manifest === "string") {
    const problems = [`${join(folder, manifestFile)}: ${manifest}; the next regeneration makes everything again`];
    return toPublished(emptyManifest, new Map(), [], [], problems);
  }
  const problems: string[] = [];
  const { whole, states } = await applyJournal(folder, manifest);
  const entries = new Map<string, CheckedEntry>();
  const documents: Document[] = [];
  const broken: string[] = [];
  for (const [path, candidates] of states) {
    const [newest, ...former] = candidates.map((entry) => checkDeltas(folder, entry, problems));
    if (!newest) continue;
    entries.set(path, newest);
    const found = await findDocument(folder, [newest, ...former], problems);
    if (found) documents.push(found.document);
    const lostDeltas = candidates[0]?.deltas !== undefined && newest.deltas === undefined;
    if (!found?.isWhole || found.document.uncoded || lostDeltas) broken.push(path);
  }
  return toPublished(whole, entries, documents, broken, problems);
}

/** The manifest as it is with its journal, and what each path may have, newest first. */
async function applyJournal(folder: string, manifest: Manifest) {
  const whole = { ...manifest };
  const states = new Map(manifest.documents.map((entry) => [decodeURIComponent(entry.path), [entry]]));
  const lines = manifest.journal === undefined ? undefined : await readJournal(folder, manifest.journal);
  for (const line of lines ?? []) {
    for (const entry of line.begun ?? []) {
      const path = decodeURIComponent(entry.path);
      states.set(path, [entry, ...(states.get(path) ?? [])]);
    }
    for (const entry of line.documents ?? []) states.set(decodeURIComponent(entry.path), [entry]);
    for (const path of line.removed ?? []) states.delete(decodeURIComponent(path));
    if (line.gone) whole.gone = line.gone;
    if (line.moved) whole.moved = line.moved;
    const [former, state] = [parseState(whole.state), parseState(line.state)];
    if (state) whole.state = { ...state, keys: { ...former?.keys, ...state.keys } };
  }
  return { whole, states };
}

/** The newest state whose bytes are there; that there are bytes of the right size is enough where there is no choice. */
async function findDocument(folder: string, candidates: readonly CheckedEntry[], problems: string[]) {
  const look = candidates.length > 1 ? hasBytes : hasSize;
  for (const [index, { variants: expected, ...head }] of candidates.entries()) {
    const variants: Partial<Record<Coding, Representation>> = {};
    const wrong: string[] = [];
    for (const coding of codings) {
      const variant = expected[coding];
      if (!variant) continue;
      const file = join(folder, head.file + codingExtensions[coding]);
      const problem = await look(file, variant);
      if (problem === undefined) variants[coding] = variant;
      else wrong.push(describeBrokenFile(file, problem));
    }
    const { identity, ...others } = variants;
    if (!identity && index < candidates.length - 1) continue;
    problems.push(...wrong);
    return identity && { document: { ...head, variants: { identity, ...others } }, isWhole: wrong.length === 0 };
  }
  return undefined;
}

const wrongBytes = "its bytes are not those the manifest names";

/** What is wrong with a document's file, for people. */
export function describeBrokenFile(file: string, problem = wrongBytes): string {
  return `${file}: ${problem}; the next regeneration makes it again`;
}

/** At once: there may be ten thousand files, and to ask for each in turn takes ten times as long. */
function hasSize(file: string, { bytes }: Representation): string | undefined {
  try {
    const found = statSync(file);
    return found.isFile() && found.size === bytes ? undefined : wrongBytes;
  } catch (error) {
    return messageOf(error);
  }
}

async function hasBytes(file: string, variant: Representation): Promise<string | undefined> {
  const body = await readFile(file).catch(messageOf);
  if (typeof body === "string") return body;
  return sha256(body) === variant.sha256 ? undefined : wrongBytes;
}

function checkDeltas(folder: string, { deltas, ...entry }: ManifestEntry, problems: string[]): CheckedEntry {
  if (deltas === undefined) return entry;
  if (isDeltas(deltas, entry.variants.identity.bytes)) return { ...entry, deltas };
  problems.push(
    `${join(folder, entry.file)}: what the manifest says about its items is damaged; its deltas begin anew`,
  );
  return entry;
}

function toPublished(
  manifest: Manifest,
  entries: ReadonlyMap<string, CheckedEntry>,
  documents: readonly Document[],
  broken: readonly string[],
  problems: string[],
): PublishedState {
  return {
    snapshot: {
      baseUrl: manifest.baseUrl,
      documents: new Map(documents.map((document) => [decodeURIComponent(document.path), document])),
      gone: new Set(manifest.gone),
      moved: new Map(Object.entries(manifest.moved)),
    },
    entries,
    broken: new Set(broken),
    state: parseState(manifest.state),
    problems,
  };
}
