import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import type { Run } from "../collection/run.ts";
import type { Config } from "../config/schema.ts";
import { messageOf } from "../errors.ts";
import { makeVariants, sha256 } from "./compression.ts";
import type { FeedsDir, Published } from "./files.ts";
import { createPlan, type Unit } from "./plan.ts";
import type { Document, Snapshot } from "./snapshot.ts";

export type Regenerator = {
  snapshot(): Snapshot;
  /** One regeneration, from the collection to files and the snapshot. One at a time: the publisher sees to that. */
  run(request: Pick<Run, "channels" | "force">): Promise<Run["documents"]>;
};

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

  /** A document changes at most once a second, so that Last-Modified tells any two of its states apart. */
  async function nextLastModified(previous: number | undefined): Promise<number> {
    if (previous !== undefined) {
      const wait = previous + 1000 - clock.now();
      if (wait > 0 && wait <= 1000) await clock.sleep(wait);
    }
    const now = Math.floor(clock.now() / 1000) * 1000;
    return previous === undefined ? now : Math.max(now, previous + 1000);
  }

  async function makeUnit(unit: Unit): Promise<{ documents: Document[]; changed: Document[] }> {
    const documents: Document[] = [];
    const changed: Document[] = [];
    for (const { body, compressed, ...head } of await unit.make()) {
      const path = decodeURIComponent(head.path);
      const served = snapshot.documents.get(path);
      const known = validators.get(path);
      const hash = sha256(body);
      if (served?.variants.identity.sha256 === hash && !broken.has(path)) {
        documents.push({ ...head, lastModified: served.lastModified, variants: served.variants });
        continue;
      }
      const variants = await makeVariants(body, compressed);
      const lastModified = known?.sha256 === hash ? known.lastModified : await nextLastModified(known?.lastModified);
      changed.push({ ...head, lastModified, variants });
    }
    await files.write(changed);
    for (const { path } of changed) broken.delete(decodeURIComponent(path));
    return { documents: [...documents, ...changed], changed };
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
          const made = await makeUnit(unit);
          documents.push(...made.documents);
          keys.push([unit.name, key]);
          outcome.changed.push(...made.changed.map(({ path }) => path));
          outcome.unchanged += made.documents.length - made.changed.length;
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

    async run({ channels, force }) {
      const outcome: Run["documents"] = { changed: [], unchanged: 0, failed: [] };
      const { stages, wanted, gone, moved } = await plan(channels, clock.now());
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
        const unwanted = [...snapshot.documents].filter(([path]) => !wanted.has(path));
        const removed = unwanted.map(([, document]) => document);
        const documents = new Map([...snapshot.documents].filter(([path]) => wanted.has(path)));
        if (removed.length > 0) await publish({ baseUrl, documents, gone, moved }, removed);
        outcome.changed.push(...removed.map(({ path }) => path));
      }
      return outcome;
    },
  };
}
