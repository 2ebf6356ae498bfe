import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../errors.ts";
import { type Deltas, isDeltas } from "./deltas.ts";
import type { ManifestEntry } from "./entry.ts";
import { readJournal } from "./journal.ts";
import { emptyManifest, type Manifest, parseManifest, parseState, type StoredState } from "./manifest.ts";
import { privateFolder } from "./private-files.ts";
import { sha256 } from "./sha256.ts";
import {
  type Coding,
  codingExtensions,
  codings,
  type Document,
  type Representation,
  type Snapshot,
} from "./snapshot.ts";

/** An entry of the manifest with valid deltas, or without any. */
export type CheckedEntry = Omit<ManifestEntry, "deltas"> & { deltas?: Deltas | undefined };

/** The content of FEEDS_DIR. */
export type PublishedState = {
  /** All documents. `broken` names those whose files are missing or damaged. */
  snapshot: Snapshot;
  /** Every document in the manifest. A document with broken files is among them, because its validators still count. */
  entries: ReadonlyMap<string, Pick<Document, "channel" | "onDisk" | "lastModified" | "variants" | "deltas">>;
  /** The paths of documents to build again: the file of a coding or the deltas are missing or broken. */
  broken: ReadonlySet<string>;
  /** The state that the documents were built from; undefined when it is not known. */
  state: StoredState | undefined;
  /** One sentence about each problem. */
  problems: string[];
};

/** The name of the manifest in FEEDS_DIR. */
export const manifestFile = "manifest.json";

/**
 * Loads what an earlier process published. It compares the sizes of files with the manifest, and reads only the files
 * that were about to be replaced.
 */
export async function loadPublished(folder: string): Promise<PublishedState> {
  const text = await readFile(join(folder, manifestFile), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    return "";
  });
  const manifest = text === undefined ? emptyManifest : parseManifest(text);
  if (typeof manifest === "string") {
    const problems = [`${join(folder, manifestFile)}: ${manifest}; the next regeneration rebuilds everything`];
    return toPublished(emptyManifest, new Map(), [], [], problems);
  }
  const problems: string[] = [];
  const { current, candidatesByPath } = await applyJournal(folder, manifest);
  const entries = new Map<string, CheckedEntry>();
  const documents: Document[] = [];
  const broken: string[] = [];
  for (const [path, candidates] of candidatesByPath) {
    const [newest, ...former] = candidates.map((entry) => checkDeltas(folder, entry, problems));
    if (!newest) continue;
    entries.set(path, newest);
    const found = await findPresentState(folder, [newest, ...former], problems);
    documents.push(found?.document ?? newest);
    const lostDeltas = candidates[0]?.deltas !== undefined && newest.deltas === undefined;
    if (!found?.isWhole || found.document.uncoded || lostDeltas) broken.push(path);
  }
  return toPublished(current, entries, documents, broken, problems);
}

/** Returns the manifest after all lines of its journal, and the states that each path may have, newest first. */
async function applyJournal(folder: string, manifest: Manifest) {
  const current = { ...manifest };
  const candidatesByPath = new Map(manifest.documents.map((entry) => [decodeURIComponent(entry.path), [entry]]));
  const lines = manifest.journal === undefined ? undefined : await readJournal(folder, manifest.journal);
  for (const line of lines ?? []) {
    for (const entry of line.begun ?? []) {
      const path = decodeURIComponent(entry.path);
      candidatesByPath.set(path, [entry, ...(candidatesByPath.get(path) ?? [])]);
    }
    for (const entry of line.documents ?? []) candidatesByPath.set(decodeURIComponent(entry.path), [entry]);
    for (const path of line.removed ?? []) candidatesByPath.delete(decodeURIComponent(path));
    if (line.gone) current.gone = line.gone;
    if (line.moved) current.moved = line.moved;
    const [former, state] = [parseState(current.state), parseState(line.state)];
    if (state) current.state = { ...state, keys: { ...former?.keys, ...state.keys } };
  }
  return { current, candidatesByPath };
}

/** Finds the newest state whose bytes are in the files. With one candidate, files of the right size are enough. */
async function findPresentState(folder: string, candidates: readonly CheckedEntry[], problems: string[]) {
  const check = candidates.length > 1 ? checkBytes : checkSize;
  for (const [index, { variants: expected, ...head }] of candidates.entries()) {
    const present: Partial<Record<Coding, Representation>> = {};
    const brokenFiles: string[] = [];
    for (const coding of codings) {
      const representation = expected[coding];
      if (!representation) continue;
      const file = join(folder, head.file + codingExtensions[coding]);
      const problem = await check(file, representation);
      if (problem === undefined) present[coding] = representation;
      else brokenFiles.push(describeBrokenFile(file, problem));
    }
    const { identity, ...others } = present;
    if (!identity && index < candidates.length - 1) continue;
    problems.push(...brokenFiles);
    return identity && { document: { ...head, variants: { identity, ...others } }, isWhole: brokenFiles.length === 0 };
  }
  return undefined;
}

const wrongBytesProblem = "its bytes do not match the hash in the manifest";

/** Describes a broken file of a document in one sentence. */
export function describeBrokenFile(file: string, problem = wrongBytesProblem): string {
  // The log names no private channel, and no article of one.
  const [folder = ""] = file.split(`${privateFolder}/`);
  if (folder !== file) {
    return `${folder}${privateFolder}: the file of a private document is missing or damaged; the next regeneration rebuilds it`;
  }
  return `${file}: ${problem}; the next regeneration rebuilds it`;
}

/** It is synchronous because asynchronous calls for ten thousand files take ten times as long. */
function checkSize(file: string, { bytes }: Representation): string | undefined {
  try {
    const found = statSync(file);
    return found.isFile() && found.size === bytes ? undefined : wrongBytesProblem;
  } catch (error) {
    return messageOf(error);
  }
}

async function checkBytes(file: string, representation: Representation): Promise<string | undefined> {
  const body = await readFile(file).catch(messageOf);
  if (typeof body === "string") return body;
  return sha256(body) === representation.sha256 ? undefined : wrongBytesProblem;
}

function checkDeltas(folder: string, { deltas, ...entry }: ManifestEntry, problems: string[]): CheckedEntry {
  if (deltas === undefined) return entry;
  if (isDeltas(deltas, entry.variants.identity.bytes)) return { ...entry, deltas };
  const place = entry.privateTo === undefined ? entry.file : privateFolder;
  problems.push(`${join(folder, place)}: the manifest's record of its items is damaged; its deltas start again`);
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
