import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import type { Run } from "../collection/run.ts";
import type { Config } from "../config/schema.ts";
import { messageOf } from "../errors.ts";
import { makeVariants, sha256 } from "./compression.ts";
import type { FeedsDir, Published } from "./files.ts";
import { createPlan } from "./plan.ts";
import type { Coding, Document, Snapshot } from "./snapshot.ts";
import type { Candidate, Unit } from "./unit.ts";

export type Regenerator = {
  snapshot(): Snapshot;
  /** The bytes of a document that is kept on disk. @throws NOT_READY when they are damaged; the next run mends that */
  read(document: Document, coding: Coding): Promise<Buffer>;
  /** The channels there are, as far as is known: the last run looked. */
  slugs(): readonly string[];
  /** One regeneration, from the collection to files and the snapshot. One at a time: the publisher sees to that. */
  run(request: Pick<Run, "channels" | "force">): Promise<Run["documents"]>;
};

/** How many documents that are kept on disk are in memory, at most, before they are written. */
const batch = 24;

/** Enough to keep disk and compression busy while the next is rendered. */
const unitsAtOnce = 8;

/**
 * The one function behind the scheduler, the admin API, the command line and the tests.
 * A unit whose key is that of its last success is not made again; a document whose bytes hash as before is not published
 * again; a unit that fails keeps its last good documents and does not stop the others.
 * @param published what FEEDS_DIR holds: it is served until something replaces it
 */
export function createRegenerator(deps: {
  config: Config;
  collection: Collection;
  files: FeedsDir;
  clock: Clock;
  published: Published;
}): Regenerator {
  const { config, collection, files, clock, published } = deps;
  const plan = createPlan(config, collection);
  const validators = new Map(
    [...published.entries].map(([path, { lastModified, variants }]) => [
      path,
      { lastModified, sha256: variants.identity.sha256 },
    ]),
  );
  const { baseUrl } = config.environment;
  const madeOf = new Map<string, string>();
  const broken = new Set(published.broken);
  let snapshot = published.snapshot;
  let slugs: readonly string[] = config.channels.map(({ slug }) => slug);

  /** A document changes at most once a second, so that Last-Modified tells any two of its states apart. */
  async function nextLastModified(previous: number | undefined): Promise<number> {
    if (previous !== undefined) {
      const wait = previous + 1000 - clock.now();
      if (wait > 0 && wait <= 1000) await clock.sleep(wait);
    }
    const now = Math.floor(clock.now() / 1000) * 1000;
    return previous === undefined ? now : Math.max(now, previous + 1000);
  }

  /** @returns the document, and whether its bytes are new */
  async function toDocument({ body, ...head }: Candidate): Promise<{ document: Document; isNew: boolean }> {
    const path = decodeURIComponent(head.path);
    const served = snapshot.documents.get(path);
    const known = validators.get(path);
    const hash = sha256(body);
    if (served?.variants.identity.sha256 === hash && !broken.has(path)) {
      const { lastModified, variants } = served;
      return { document: { ...head, lastModified, variants }, isNew: false };
    }
    const variants = await makeVariants(body, head);
    const lastModified = known?.sha256 === hash ? known.lastModified : await nextLastModified(known?.lastModified);
    return { document: { ...head, lastModified, variants }, isNew: true };
  }

  /** Makes what a unit makes, and writes what is new; everything that is polled at once, at the end. */
  async function makeUnit(unit: Unit, outcome: Run["documents"]): Promise<Document[]> {
    const documents: Document[] = [];
    const changed: string[] = [];
    const polled: Document[] = [];
    let onDisk: Document[] = [];
    const write = async (waiting: readonly Document[]) => {
      await files.write(waiting);
      for (const { path } of waiting) broken.delete(decodeURIComponent(path));
    };
    for await (const made of unit.make((path) => snapshot.documents.has(path) && !broken.has(path))) {
      if ("cut" in made) {
        outcome.cut.push(made.cut);
      } else if ("kept" in made) {
        const kept = snapshot.documents.get(made.kept);
        if (kept?.archive) documents.push({ ...kept, archive: { ...kept.archive, next: made.next } });
      } else {
        const { document, isNew } = await toDocument(made.document);
        documents.push(document.onDisk ? withoutBody(document) : document);
        if (!isNew) continue;
        changed.push(document.path);
        (document.onDisk ? onDisk : polled).push(document);
        if (onDisk.length < batch) continue;
        await write(onDisk);
        onDisk = [];
      }
    }
    await write([...onDisk, ...polled]);
    outcome.changed.push(...changed);
    outcome.unchanged += documents.length - changed.length;
    return [...documents, ...replacedArchives(unit, documents)];
  }

  /** Archives of the unit that are no longer made: they stay as long as caches may hand out what names them. */
  function replacedArchives({ name, archivesStay = 0 }: Unit, made: readonly Document[]): Document[] {
    const paths = new Set(made.map(({ path }) => path));
    return [...snapshot.documents.values()].flatMap((document) => {
      const { archive } = document;
      if (archive?.channel !== name || archive.until !== undefined || paths.has(document.path)) return [];
      return [{ ...document, archive: { ...archive, until: clock.now() + archivesStay } }];
    });
  }

  /** Makes units, several at once. @returns their documents, and the keys of those that were made */
  async function makeUnits(units: readonly Unit[], force: boolean, outcome: Run["documents"]) {
    const documents: Document[] = [];
    const keys: [name: string, key: string][] = [];
    const queue = units.values();
    const work = async () => {
      for (const unit of queue) {
        await setImmediate();
        try {
          const key = await unit.key();
          if (!force && madeOf.get(unit.name) === key) {
            outcome.unchanged += unit.paths.length;
            continue;
          }
          documents.push(...(await makeUnit(unit, outcome)));
          keys.push([unit.name, key]);
        } catch (error) {
          outcome.failed.push({ what: unit.name, error: messageOf(error) });
        }
      }
    };
    await Promise.all(Array.from({ length: unitsAtOnce }, work));
    return { documents, keys };
  }

  /** The manifest, then the snapshot. */
  async function publish(next: Snapshot, removed: readonly Document[] = []) {
    await files.commit(next, removed);
    snapshot = next;
  }

  return {
    snapshot: () => snapshot,
    slugs: () => slugs,

    async read(document, coding) {
      try {
        return await files.read(document, coding);
      } catch (error) {
        broken.add(decodeURIComponent(document.path));
        madeOf.clear();
        throw error;
      }
    },

    async run({ channels, force }) {
      const outcome: Run["documents"] = { changed: [], unchanged: 0, failed: [], cut: [] };
      const now = clock.now();
      const { channels: all, stages, wanted, gone, moved } = await plan(channels, now);
      slugs = all.map(({ slug }) => slug);
      for (const units of stages) {
        const made = await makeUnits(units, force, outcome);
        const documents = new Map(snapshot.documents);
        for (const document of made.documents) {
          const { path, lastModified, variants } = document;
          documents.set(decodeURIComponent(path), document);
          validators.set(decodeURIComponent(path), { lastModified, sha256: variants.identity.sha256 });
        }
        await publish({ baseUrl, documents, gone, moved });
        for (const [name, key] of made.keys) madeOf.set(name, key);
      }
      if (wanted) {
        const isWanted = (path: string, { archive }: Document) =>
          archive ? slugs.includes(archive.channel) && (archive.until ?? Infinity) > now : wanted.has(path);
        const { keep = [], remove = [] } = Object.groupBy(snapshot.documents, ([path, document]) =>
          isWanted(path, document) ? "keep" : "remove",
        );
        const removed = remove.map(([, document]) => document);
        const documents = new Map(keep);
        if (removed.length > 0) await publish({ baseUrl, documents, gone, moved }, removed);
        outcome.changed.push(...removed.map(({ path }) => path));
      }
      return outcome;
    },
  };
}

/** What is kept on disk is not kept in memory. */
function withoutBody(document: Document): Document {
  const { body: _, ...identity } = document.variants.identity;
  return { ...document, variants: { identity } };
}
