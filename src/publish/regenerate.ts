import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import type { Config } from "../config/schema.ts";
import { messageOf } from "../errors.ts";
import { makeVariants, sha256 } from "./compression.ts";
import type { FeedsDir, Published } from "./files.ts";
import { createPlan, type Unit } from "./plan.ts";
import type { Run } from "./run.ts";
import type { Document, Snapshot } from "./snapshot.ts";

export type Regenerator = {
  snapshot(): Snapshot;
  /** One regeneration, from the collection to files and the snapshot. One at a time: the publisher sees to that. */
  run(request: Pick<Run, "channels" | "force">): Promise<Run["documents"]>;
};

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
    for (const { body, ...head } of await unit.make()) {
      const path = decodeURIComponent(head.path);
      const served = snapshot.documents.get(path);
      const known = validators.get(path);
      const hash = sha256(body);
      if (served?.variants.identity.sha256 === hash && !broken.has(path)) {
        documents.push({ ...head, lastModified: served.lastModified, variants: served.variants });
        continue;
      }
      const variants = await makeVariants(body);
      const lastModified = known?.sha256 === hash ? known.lastModified : await nextLastModified(known?.lastModified);
      changed.push({ ...head, lastModified, variants });
    }
    await files.write(changed);
    for (const { path } of changed) broken.delete(decodeURIComponent(path));
    return { documents: [...documents, ...changed], changed };
  }

  return {
    snapshot: () => snapshot,

    async run({ channels, force }) {
      const outcome: Run["documents"] = { changed: [], unchanged: 0, failed: [] };
      const now = clock.now();
      const { units, wanted, gone, moved } = await plan(channels, now);
      const documents = new Map(snapshot.documents);
      const keys = new Map<string, string>();

      for (const unit of units) {
        await setImmediate();
        try {
          const key = await unit.key();
          if (!force && madeOf.get(unit.name) === key) {
            outcome.unchanged += unit.paths.length;
            continue;
          }
          const made = await makeUnit(unit);
          for (const document of made.documents) documents.set(decodeURIComponent(document.path), document);
          keys.set(unit.name, key);
          outcome.changed.push(...made.changed.map(({ path }) => path));
          outcome.unchanged += made.documents.length - made.changed.length;
        } catch (error) {
          outcome.failed.push({ what: unit.name, error: messageOf(error) });
        }
      }

      const removed = wanted ? [...documents].filter(([path]) => !wanted.has(path)) : [];
      for (const [path] of removed) documents.delete(path);
      const next: Snapshot = { documents, gone, moved };
      await files.commit(
        next,
        removed.map(([, document]) => document),
      );
      snapshot = next;
      for (const [path, { lastModified, variants }] of documents) {
        validators.set(path, { lastModified, sha256: variants.identity.sha256 });
      }
      for (const [name, key] of keys) madeOf.set(name, key);
      outcome.changed.push(...removed.map(([, { path }]) => path));
      return outcome;
    },
  };
}
