import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Made, Run, Timings } from "../collection/run.ts";
import { messageOf } from "../errors.ts";
import { lastArchiveOf, replacedArchives } from "./archive-lives.ts";
import type { State } from "./manifest.ts";
import type { Served } from "./served.ts";
import type { Document } from "./snapshot.ts";
import type { Making, Order, Result } from "./unit.ts";

/** A unit that is to be made; its key, where it has one, and when it changes by itself. */
export type Task = { unit: Making; key: string | undefined; due: number | undefined };

/**
 * What became of tasks: documents that are not as they were, which are served and not yet committed; the keys of units
 * that were made, and the ids of those that failed.
 */
export type Stage = { news: Document[]; keys: State["keys"]; failed: string[] };

/** What a run tells of them. */
type Tally = { outcome: Run["documents"]; timings: Timings };

/** So few units are served each as soon as it is made; more of them together, at the end. */
const few = 16;

/** Enough to keep every thread busy while others wait for the disk. */
const ordersAtOnce = 8;

/**
 * Has units made, several at once, and serves them.
 * @param deps.make fills an order, in a thread of its own or here
 */
export function createStages({
  served,
  clock,
  make,
}: {
  served: Served;
  clock: Clock;
  make: (order: Order) => Promise<Result>;
}) {
  function order({ id, job, paths }: Making, archives: readonly Document[]): Order {
    const theirs = [...archives.map(({ path }) => decodeURIComponent(path)), ...served.brokenArchives(id)];
    const known = served.known([...paths, ...theirs]);
    return { job, now: clock.now(), known, lastArchive: lastArchiveOf(archives) };
  }

  /** Nobody sees a document before its Last-Modified, which is a second after the one before at least. */
  async function untilModified(documents: readonly Document[]) {
    const wait = documents.reduce((last, { lastModified }) => Math.max(last, lastModified), 0) - clock.now();
    if (wait > 0 && wait <= 1000) await clock.sleep(wait);
  }

  return async function makeAll(
    tasks: readonly Task[],
    { outcome, timings }: Tally,
    done: (made: Made) => void,
  ): Promise<Stage> {
    const stage: Stage = { news: [], keys: {}, failed: [] };
    if (tasks.length === 0) return stage;
    const archives = served.archives();
    const finished: Document[] = [];
    const finish = async () => {
      const documents = finished.splice(0);
      await untilModified(documents);
      // Nothing waits between this look at the snapshot and its replacement: others show what they made meanwhile.
      stage.news.push(...served.show({ documents }));
    };

    async function makeOne({ unit, key, due }: Task): Promise<Omit<Made, "what" | "durationMs">> {
      const theirs = archives.get(unit.id) ?? [];
      const result = await make(order(unit, theirs));
      const documents = served.documentsOf(result);
      finished.push(...documents, ...replacedArchives(theirs, documents, clock.now() + unit.archivesStay));
      if (tasks.length <= few) await finish();
      if (key !== undefined) stage.keys[unit.id] = due === undefined ? { key } : { key, due };
      outcome.changed.push(...result.changed.map(({ path }) => path));
      outcome.unchanged += documents.length - result.changed.length;
      outcome.cut.push(...result.cut);
      for (const kind of Object.keys(timings) as (keyof Timings)[]) timings[kind] += result.timings[kind];
      return { outcome: result.changed.length > 0 ? "changed" : "unchanged", changed: result.changed.length };
    }

    function fail({ id, name, job, paths }: Making, thrown: unknown): Omit<Made, "what" | "durationMs"> {
      const error = messageOf(thrown);
      stage.failed.push(id);
      outcome.failed.push({ what: job.kind === "pages" ? (paths[0] ?? name) : name, error });
      return { outcome: "failed", changed: 0, error };
    }

    const queue = tasks.values();
    const work = async () => {
      for (const task of queue) {
        await setImmediate();
        const started = clock.now();
        const made = await makeOne(task).catch((error: unknown) => fail(task.unit, error));
        done({ what: task.unit.name, ...made, durationMs: clock.now() - started });
      }
    };
    await Promise.all(Array.from({ length: ordersAtOnce }, work));
    await finish();
    return stage;
  };
}
