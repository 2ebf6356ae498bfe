import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Looked } from "../collection/collection.ts";
import type { Made, Run, Timings } from "../collection/run.ts";
import { messageOf } from "../errors.ts";
import { archiveNumber, lastArchiveOf, replacedArchives } from "./archive-lives.ts";
import type { State } from "./manifest.ts";
import type { Served } from "./served.ts";
import type { Document } from "./snapshot.ts";
import type { Coded, Maker, Making, Order, SoundSince } from "./unit.ts";

/** What is known of a unit that was made: the key, when it changes by itself, and its archives. */
export type LastMade = { key: string; due?: number | undefined; sound?: SoundSince | undefined };

/** A unit that is to be made; what it will be known by, where it has a key; how far the collection was looked at. */
export type Task = { unit: Making; looked: Looked } & Partial<LastMade>;

/**
 * What became of tasks: documents that are not as they were, which are served and not yet committed; what is
 * known of units that were made, by id, and the ids of those that failed.
 */
export type Stage = { news: Document[]; made: Map<string, LastMade>; failed: string[] };

/** What a run tells of them; `stopping` ends it between two units. */
type Tally = { outcome: Run["documents"]; timings: Timings; stopping: AbortSignal };

/** So few units are served each as soon as it is made, and again with their codings; more of them together, at the end. */
const few = 16;

/** Enough to keep every thread busy while others wait for the disk. */
const ordersAtOnce = 8;

/**
 * Has units made, several at once, and serves them. When `stopping` is aborted no other unit begins, and those that are
 * not made are nowhere in the stage.
 */
export function createStages({ served, clock, maker }: { served: Served; clock: Clock; maker: Maker }) {
  function order({ unit: { id, job, paths }, sound: known }: Task, archives: readonly Document[]): Order {
    const broken = served.brokenArchives(id);
    const sound = broken.length === 0 ? known : undefined;
    const theirs = archives.filter((archive) => archiveNumber(archive) > (sound?.number ?? 0));
    const asked = [...paths, ...theirs.map(({ path }) => decodeURIComponent(path)), ...broken];
    return { job, now: clock.now(), known: served.known(asked), lastArchive: lastArchiveOf(archives), sound };
  }

  /** Nobody sees a document before its Last-Modified, which is a second after the one before at least. */
  async function untilModified(documents: readonly Document[]) {
    const wait = documents.reduce((last, { lastModified }) => Math.max(last, lastModified), 0) - clock.now();
    if (wait > 0 && wait <= 1000) await clock.sleep(wait);
  }

  async function encodeAll(documents: readonly Document[]): Promise<Coded> {
    if (documents.length === 0) return { documents: [], timings: { compress: 0, write: 0 } };
    const identities = new Map(documents.map(({ path, variants }) => [path, variants.identity]));
    const coded = await maker.encode(documents);
    const whole = coded.documents.map((document) => {
      const identity = identities.get(document.path) ?? document.variants.identity;
      return { ...document, variants: { ...document.variants, identity } };
    });
    return { ...coded, documents: whole };
  }

  return async function makeAll(
    tasks: readonly Task[],
    { outcome, timings, stopping }: Tally,
    done: (made: Made) => void,
  ): Promise<Stage> {
    const stage: Stage = { news: [], made: new Map(), failed: [] };
    if (tasks.length === 0) return stage;
    const archives = served.archives();
    const finished: Document[] = [];
    const finish = async () => {
      const documents = finished.splice(0);
      await untilModified(documents);
      // Nothing waits between this look at the snapshot and its replacement: others show what they made meanwhile.
      stage.news.push(...served.show({ documents }));
    };

    async function makeOne(task: Task): Promise<Omit<Made, "what" | "durationMs">> {
      const { unit, key, due, looked } = task;
      const theirs = archives.get(unit.id) ?? [];
      const result = await maker.make(order(task, theirs));
      const documents = served.documentsOf(result);
      const told = theirs.filter((archive) => archiveNumber(archive) > result.untold);
      finished.push(...documents, ...replacedArchives(told, documents, clock.now() + unit.archivesStay));
      if (tasks.length <= few) await finish();
      const coded = await encodeAll(result.changed.filter(({ uncoded }) => uncoded));
      finished.push(...coded.documents);
      if (tasks.length <= few) await finish();
      const sound = result.sound && { ...result.sound, looked };
      if (key !== undefined) stage.made.set(unit.id, { key, due, sound });
      outcome.changed.push(...result.changed.map(({ path }) => path));
      outcome.unchanged += documents.length - result.changed.length;
      outcome.cut.push(...result.cut);
      add(timings, result.timings);
      add(timings, coded.timings);
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
        if (stopping.aborted) return;
        const started = clock.now();
        const made = await makeOne(task).catch((error: unknown) => {
          // Threads are ended that do not come to an end: that is no fault of what they make.
          return stopping.aborted ? undefined : fail(task.unit, error);
        });
        if (made) done({ what: task.unit.name, ...made, durationMs: clock.now() - started });
      }
    };
    await Promise.all(Array.from({ length: ordersAtOnce }, work));
    await finish();
    return { ...stage, news: [...new Map(stage.news.map((document) => [document.path, document])).values()] };
  };
}

function add(timings: Timings, more: Partial<Timings>): void {
  for (const [kind, milliseconds] of Object.entries(more)) timings[kind as keyof Timings] += milliseconds;
}

/** What became of the pages of all articles; they are made at the same time. */
export function together(batches: readonly Made[], durationMs: number): Made {
  const failed = batches.find(({ outcome }) => outcome === "failed");
  const changed = batches.reduce((sum, each) => sum + each.changed, 0);
  if (failed) return { ...failed, changed, durationMs };
  return { what: "articles", outcome: changed > 0 ? "changed" : "unchanged", changed, durationMs };
}

/** What is known of units that outlives the process. */
export function keysOf(units: Iterable<[string, LastMade]>): State["keys"] {
  return Object.fromEntries(
    [...units].map(([id, { key, due }]) => [id, due === undefined ? { key } : { key, due }] as const),
  );
}
