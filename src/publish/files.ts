import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CourantError, messageOf } from "../errors.ts";
import { sha256 } from "./compression.ts";
import { areDeltas, type Deltas } from "./deltas.ts";
import { emptyManifest, type Manifest, type ManifestEntry, parseManifest } from "./manifest.ts";
import { type Coding, codings, type Document, type Snapshot, type Variant } from "./snapshot.ts";

/** What a coding's file is called beside the identity file: the names that nginx and others look for. */
const extensions: Record<Coding, string> = { identity: "", gzip: ".gz", br: ".br", zstd: ".zst" };

const manifestFile = "manifest.json";
const archive = /^[a-z0-9-]+\/archive\/\d+\.[a-z]+$/;
const temporary = /\.[0-9a-f-]{36}\.tmp$/;

/** An entry of the manifest whose deltas are what they should be, or left out. */
type Entry = Omit<ManifestEntry, "deltas"> & { deltas?: Deltas | undefined };

/** What was found in FEEDS_DIR. */
export type Published = {
  /** The documents whose bytes are what the manifest says. */
  snapshot: Snapshot;
  /** Every document that the manifest names, also those whose files are broken: their validators still count. */
  entries: ReadonlyMap<string, Pick<Entry, "lastModified" | "variants" | "deltas">>;
  /** Paths of documents of which a coding's file is missing or broken: to be written again. */
  broken: ReadonlySet<string>;
  /** What is wrong, one sentence each. */
  problems: string[];
};

/** FEEDS_DIR: every document as a file for each coding, and the manifest that names them. */
export type FeedsDir = {
  /** Reads and verifies what was published before. Changes nothing. */
  load(): Promise<Published>;
  /** Removes what a process that was killed left: files half-written, and archives that the snapshot does not have. */
  clean(snapshot: Snapshot): Promise<void>;
  /** Removes the files of documents that nothing names. */
  discard(documents: readonly Document[]): Promise<void>;
  /**
   * The bytes of a document that is kept on disk.
   * @throws NOT_READY when they are not those that were written
   */
  read(document: Document, coding: Coding): Promise<Buffer>;
  /** Replaces files one by one, each atomically: temporary name, fsync, rename. Their mtime is the Last-Modified. */
  write(documents: readonly Document[]): Promise<void>;
  /** Writes the manifest if it says something new, then removes files that it no longer names. */
  commit(snapshot: Snapshot, removed: readonly Document[]): Promise<void>;
};

export function feedsDir(folder: string): FeedsDir {
  let written: string | undefined;
  return {
    async load() {
      const text = await readFile(join(folder, manifestFile), "utf8").catch(() => undefined);
      written = text;
      const manifest = text === undefined ? emptyManifest : parseManifest(text);
      if (typeof manifest === "string") {
        return toPublished(emptyManifest, [], [], [], [`${join(folder, manifestFile)}: ${manifest}`]);
      }
      const problems: string[] = [];
      const entries = manifest.documents.map((entry) => checkDeltas(folder, entry, problems));
      const documents: Document[] = [];
      const broken: string[] = [];
      for (const entry of entries) {
        const document = await readDocument(folder, entry, problems);
        if (document) documents.push(document);
        if (count(document?.variants) < count(entry.variants)) broken.push(entry.path);
      }
      return toPublished(manifest, entries, documents, broken, problems);
    },

    async clean({ documents }) {
      const named = new Set([...documents.values()].map(({ file }) => file));
      const names = await readdir(folder, { recursive: true }).catch(() => []);
      for (const name of names) {
        const isLeft = temporary.test(name) || (archive.test(name) && !named.has(name));
        if (isLeft) await rm(join(folder, name), { force: true });
      }
    },

    async discard(documents) {
      await removeFiles(folder, documents);
    },

    async read({ path, file, variants }, coding) {
      const body = await readFile(join(folder, file + extensions[coding])).catch(() => undefined);
      if (body && sha256(body) === variants[coding]?.sha256) return body;
      throw new CourantError(
        "NOT_READY",
        `The file of ${path} is missing or damaged. The next regeneration makes it again; ask once more in a minute.`,
        { headers: { "retry-after": "60" } },
      );
    },

    async write(documents) {
      const folders = new Set<string>();
      for (const document of documents) {
        for (const coding of codings) {
          const file = join(folder, document.file + extensions[coding]);
          const body = document.variants[coding]?.body;
          if (body) await replaceFile(file, body, document.lastModified);
          else await rm(file, { force: true });
          folders.add(dirname(file));
        }
      }
      for (const changed of folders) await syncFolder(changed);
    },

    async commit(snapshot, removed) {
      const text = `${JSON.stringify(toManifest(snapshot))}\n`;
      if (text !== written) {
        await replaceFile(join(folder, manifestFile), Buffer.from(text));
        await syncFolder(folder);
        written = text;
      }
      await removeFiles(folder, removed);
    },
  };
}

async function removeFiles(folder: string, documents: readonly Document[]): Promise<void> {
  for (const { file } of documents) {
    for (const coding of codings) await rm(join(folder, file + extensions[coding]), { force: true });
  }
}

function checkDeltas(folder: string, { deltas, ...entry }: ManifestEntry, problems: string[]): Entry {
  if (deltas === undefined) return entry;
  if (areDeltas(deltas, entry.variants.identity.bytes)) return { ...entry, deltas };
  problems.push(
    `${join(folder, entry.file)}: what the manifest says about its items is damaged; its deltas begin anew`,
  );
  return entry;
}

async function readDocument(folder: string, entry: Entry, problems: string[]): Promise<Document | undefined> {
  const { variants: expected, ...head } = entry;
  const variants: Partial<Record<Coding, Variant>> = {};
  for (const coding of codings) {
    const known = expected[coding];
    if (!known) continue;
    const file = join(folder, entry.file + extensions[coding]);
    try {
      const variant = entry.onDisk ? await weighFile(file, known) : await readVariant(file, known);
      if (variant) variants[coding] = variant;
      else problems.push(`${file}: its bytes are not those the manifest names; the next regeneration makes it again`);
    } catch (error) {
      problems.push(`${file}: ${messageOf(error)}; the next regeneration makes it again`);
    }
  }
  const { identity, ...others } = variants;
  return identity && { ...head, variants: { identity, ...others } };
}

async function readVariant(file: string, known: Variant): Promise<Variant | undefined> {
  const body = await readFile(file);
  return sha256(body) === known.sha256 ? { ...known, body } : undefined;
}

/** What is kept on disk is read in full when somebody asks for it. */
async function weighFile(file: string, known: Variant): Promise<Variant | undefined> {
  const { size } = await stat(file);
  return size === known.bytes ? known : undefined;
}

function count(variants: object = {}): number {
  return Object.keys(variants).length;
}

function toPublished(
  manifest: Manifest,
  entries: readonly Entry[],
  documents: readonly Document[],
  broken: readonly string[],
  problems: string[],
): Published {
  return {
    snapshot: {
      baseUrl: manifest.baseUrl,
      documents: new Map(documents.map((document) => [decodeURIComponent(document.path), document])),
      gone: new Set(manifest.gone),
      moved: new Map(Object.entries(manifest.moved)),
    },
    entries: new Map(entries.map((entry) => [decodeURIComponent(entry.path), entry])),
    broken: new Set(broken.map(decodeURIComponent)),
    problems,
  };
}

/** The manifest as it is written: equal snapshots, equal bytes. What is undefined is left out. */
function toManifest(snapshot: Snapshot): object {
  const documents = [...snapshot.documents.values()].map((document) => {
    const {
      path,
      file,
      type,
      channel,
      link,
      maxAge,
      downloadsPerHour,
      due,
      onDisk,
      page,
      archive,
      lastModified,
      deltas,
    } = document;
    const variants = Object.fromEntries(
      Object.entries(document.variants).map(([coding, { etag, sha256, bytes }]) => [coding, { etag, sha256, bytes }]),
    );
    const following = archive && { next: archive.next, until: archive.until };
    return {
      ...{ path, file, type, channel, link, maxAge, downloadsPerHour, due, onDisk, page },
      ...{ archive: following, lastModified, deltas, variants },
    };
  });
  documents.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    version: 1,
    baseUrl: snapshot.baseUrl,
    documents,
    gone: [...snapshot.gone].sort(),
    moved: Object.fromEntries([...snapshot.moved].sort()),
  };
}

async function replaceFile(file: string, body: Buffer, modified?: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const next = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(next, "wx", 0o644);
    try {
      await handle.writeFile(body);
      if (modified !== undefined) await handle.utimes(modified / 1000, modified / 1000);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, file);
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** A rename is durable once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
