import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import type { Run } from "../collection/run.ts";
import type { Config } from "../config/schema.ts";
import { CourantError, messageOf } from "../errors.ts";
import { archivesStay } from "./channel-unit.ts";
import { deltasAfter, type Layout } from "./deltas.ts";
import type { FeedsDir, Published } from "./files.ts";
import { createPlan } from "./plan.ts";
import type { Coding, Document, Snapshot } from "./snapshot.ts";
import type { PublishedArchives, Unit } from "./unit.ts";
import { createValidators } from "./validators.ts";

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
  const { entries } = published;
  const plan = createPlan(config, collection);
  const validators = createValidators(entries, clock);
  const { baseUrl } = config.environment;
  const madeOf = new Map<string, string>();
  const broken = new Set(published.broken);
  let snapshot = published.snapshot;
  let slugs: readonly string[] = config.channels.map(({ slug }) => slug);

  /** A document with what is new in it since what is served, or was when its files were lost. */
  function withDeltas(document: Document, layout: Layout, path: string): Document {
    const before = snapshot.documents.get(path) ?? entries.get(path);
    return { ...document, deltas: deltasAfter(before, layout, document.variants.identity) };
  }

  /** What is served at a path, percent-decoded, unless a file of it is broken. */
  const intact = (path: string) => (broken.has(path) ? undefined : snapshot.documents.get(path));

  /** Makes what a unit makes, and writes what is new; everything that is polled at once, at the end. */
  async function makeUnit(unit: Unit, archives: readonly Document[], outcome: Run["documents"]): Promise<Document[]> {
    const documents: Document[] = [];
    const changed: string[] = [];
    const polled: Document[] = [];
    const attempted: Document[] = [];
    let onDisk: Document[] = [];
    const write = async (waiting: readonly Document[]) => {
      attempted.push(...waiting);
      await files.write(waiting);
      for (const { path } of waiting) broken.delete(decodeURIComponent(path));
    };
    const there: PublishedArchives = {
      sha256: (path) => intact(path)?.variants.identity.sha256,
      last: archives.reduce((last, { path }) => Math.max(last, archiveNumber(path)), 0),
    };
    try {
      for await (const made of unit.make(there)) {
        if ("cut" in made) {
          outcome.cut.push(made.cut);
        } else if ("kept" in made) {
          const kept = snapshot.documents.get(made.kept);
          if (kept?.archive) documents.push({ ...kept, archive: { next: made.next } });
        } else {
          const { layout, ...candidate } = made.document;
          const path = decodeURIComponent(candidate.path);
          const { document: validated, isNew } = await validators.validate(candidate, intact(path));
          const document = layout ? withDeltas(validated, layout, path) : validated;
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
    } catch (error) {
      // Archives that nobody will ever name must not keep a full disk full.
      const orphans = attempted.filter(({ path, archive }) => archive && !snapshot.documents.has(path));
      await files.discard(orphans).catch(() => undefined);
      throw error;
    }
    outcome.changed.push(...changed);
    outcome.unchanged += documents.length - changed.length;
    return [...documents, ...replaced(archives, documents, clock.now() + (unit.archivesStay ?? 0))];
  }

  /** Makes units, several at once. @returns their documents, and the keys of those that were made */
  async function makeUnits(units: readonly Unit[], force: boolean, outcome: Run["documents"]) {
    const documents: Document[] = [];
    const keys: [name: string, key: string][] = [];
    const published = [...snapshot.documents.values()].filter(({ archive }) => archive !== undefined);
    const archives = Map.groupBy(published, ({ channel }) => channel);
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
          documents.push(...(await makeUnit(unit, archives.get(unit.name) ?? [], outcome)));
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
        // Its time was over between the look into the snapshot and the look into the file.
        if (!snapshot.documents.has(decodeURIComponent(document.path))) {
          throw new CourantError("NOT_FOUND", `There is nothing at ${document.path} any more.`);
        }
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
          documents.set(decodeURIComponent(document.path), document);
          validators.remember(document);
        }
        await publish({ baseUrl, documents, gone, moved });
        for (const [name, key] of made.keys) madeOf.set(name, key);
      }
      if (wanted) {
        const live = new Set(slugs);
        const stay = now + archivesStay(config.serving, config.serving.maxAge);
        const documents = new Map<string, Document>();
        const removed: Document[] = [];
        for (const [path, document] of snapshot.documents) {
          const { channel = "", archive } = document;
          // The archives of a channel that is no longer there stay for who is walking, unless it was retired.
          const until = archive && !live.has(channel) ? (archive.until ?? stay) : archive?.until;
          const isWanted = archive
            ? !config.retired.includes(channel) && (until === undefined || until > now)
            : wanted.has(path);
          if (!isWanted) removed.push(document);
          else
            documents.set(
              path,
              archive && until !== archive.until ? { ...document, archive: { ...archive, until } } : document,
            );
        }
        await publish({ baseUrl, documents, gone, moved }, removed);
        outcome.changed.push(...removed.map(({ path }) => path));
        // The number of an archive is not given again: there is nothing to remember.
        for (const document of removed) if (document.archive) validators.forget(document);
      }
      return outcome;
    },
  };
}

function archiveNumber(path: string): number {
  return Number(/\/archive\/(\d+)\./.exec(path)?.[1] ?? 0);
}

/** Archives that are no longer made stay as long as caches may hand out what names them. */
function replaced(archives: readonly Document[], made: readonly Document[], until: number): Document[] {
  const paths = new Set(made.map(({ path }) => path));
  return archives.flatMap((document) => {
    const { archive } = document;
    if (!archive || archive.until !== undefined || paths.has(document.path)) return [];
    return [{ ...document, archive: { ...archive, until } }];
  });
}

/** What is kept on disk is not kept in memory. */
function withoutBody(document: Document): Document {
  const { body: _, ...identity } = document.variants.identity;
  return { ...document, variants: { identity } };
}
