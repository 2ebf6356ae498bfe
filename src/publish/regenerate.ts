import type { Clock } from "../clock.ts";
import type { Collection } from "../collection/collection.ts";
import { cutShort, type Made, type Run, type Timings } from "../collection/run.ts";
import type { Config } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import { sweep } from "./archive-lives.ts";
import type { FeedsDir } from "./files.ts";
import type { Published } from "./load.ts";
import { siteId } from "./pages.ts";
import { createPlan, fromTheBeginning, hiddenIn, noneOf, type Plan, pageUnits } from "./plan.ts";
import { createServed } from "./served.ts";
import type { Coding, Document, Snapshot } from "./snapshot.ts";
import { createStages, keysOf, type LastMade, type Stage, type Task, together } from "./stage.ts";
import { taskFinder } from "./tasks.ts";
import type { Maker, Unit } from "./unit.ts";

/** How far a run is: of how many units; what was made now, all pages of articles at their end; what it took so far. */
export type Step = { done: number; total: number; made?: Made; timings: Timings };

export type Regenerator = {
  snapshot(): Snapshot;
  /** The bytes of a document that is not in memory. @throws NOT_READY when they are damaged; the next run mends that */
  read(document: Document, coding: Coding): Promise<Buffer>;
  /** Whether nothing is served at a path, percent-decoded, because its bytes are lost: the next run makes them again. */
  isLost(path: string): boolean;
  /** Takes what is polled into memory, and verifies it. Runs wait for that. */
  warm(): Promise<void>;
  /** The channels there are, as far as is known: the last run looked. */
  slugs(): readonly string[];
  /**
   * One regeneration, from the collection to files and the snapshot. One at a time: the publisher sees to that.
   * @param stopping ends it between two units: what was made is kept, and `cutShort` stands among the failures
   */
  run(
    request: Pick<Run, "id" | "channels" | "force">,
    onProgress?: (step: Step) => void,
    stopping?: AbortSignal,
  ): Promise<Run["documents"]>;
};

/**
 * The one function behind the scheduler, the admin API, the command line and the tests.
 * What no change concerns is not looked at; a unit whose key is that of its last success is not made again; a document
 * whose bytes hash as before is not published again; a unit that fails keeps its last good documents and does not stop
 * the others.
 * @param deps.published what FEEDS_DIR holds: it is served until something replaces it
 * @param deps.definition names all that documents are made from beside the collection: configuration and program
 */
export function createRegenerator(deps: {
  config: Config;
  collection: Collection;
  files: FeedsDir;
  clock: Clock;
  published: Published;
  maker: Maker;
  definition: string;
}): Regenerator {
  const { config, collection, files, clock, published, maker, definition } = deps;
  const plan = createPlan(config, collection, definition);
  const served = createServed(published, files);
  const makeAll = createStages({ served, clock, maker });
  const { baseUrl } = config.environment;
  const usable = published.state?.definition === definition ? published.state : undefined;
  const known = new Map<string, LastMade>(Object.entries(usable?.keys ?? {}));
  const tasksOf = taskFinder(known);
  let looked = usable?.looked ?? fromTheBeginning;
  let slugs: readonly string[] = config.channels.map(({ slug }) => slug);
  let warmed: Promise<void> = Promise.resolve();

  /** What lost its bytes is to be made again. */
  function remake({ channel, onDisk }: Pick<Document, "channel" | "onDisk">) {
    known.delete(channel ?? siteId);
    if (channel === undefined && onDisk) looked = fromTheBeginning;
  }
  for (const document of served.broken()) remake(document);

  /** What all stages of a run share. */
  type Running = {
    next: Plan;
    id: string;
    isFirst: boolean;
    outcome: Run["documents"];
    timings: Timings;
    step: (made?: Made) => void;
    stopping: AbortSignal;
  };

  async function publish(
    { news, made, failed }: Stage,
    { id, next: { gone, moved } }: Running,
    { isCut, removed = [] }: { isCut: boolean; removed?: readonly Document[] },
  ) {
    const fresh = [...made].filter(([unit, { key }]) => known.get(unit)?.key !== key);
    for (const [unit, last] of made) known.set(unit, last);
    for (const unit of failed) known.delete(unit);
    const before = served.snapshot();
    const differs = before.baseUrl !== baseUrl || before.gone !== gone || before.moved !== moved;
    if (removed.length > 0 || differs) served.show({ documents: [], removed }, { baseUrl, gone, moved });
    if (news.length + removed.length + fresh.length === 0 && !differs) return;
    const state = { run: id, definition, looked, keys: keysOf(known) };
    await files.commit({ snapshot: served.snapshot(), made: news, removed, keys: keysOf(fresh), state, isCut });
  }

  async function regenerate(
    { id, channels: requested, force }: Pick<Run, "id" | "channels" | "force">,
    onProgress: (step: Step) => void,
    stopping: AbortSignal,
  ): Promise<Run["documents"]> {
    const outcome: Run["documents"] = { changed: [], unchanged: 0, failed: [], cut: [] };
    const timings: Timings = { select: 0, render: 0, join: 0, compress: 0, write: 0 };
    const isFirst = looked.change < 0 || force;
    const since = force ? fromTheBeginning : looked;
    const next = await plan(requested, clock.now(), { since, served: served.snapshot() });
    slugs = next.channels.map(({ slug }) => slug);
    const pages = pageUnits(next.pages).map((unit) => ({ unit, looked: next.looked }));
    const skip = ({ paths }: Unit) => {
      outcome.unchanged += paths.length;
    };
    const feeds = await tasksOf(next, { force, skip, stopping });
    const progress = { done: 0, total: feeds.length + pages.length };
    const step = (made?: Made) => {
      progress.done += 1;
      onProgress({ ...progress, ...(made && { made }), timings });
    };
    onProgress({ ...progress, timings });

    const running: Running = { next, id, isFirst, outcome, timings, step, stopping };
    const stage = await makeAll(feeds, running, step);
    let isCut = stopping.aborted;
    await publish(stage, running, { isCut });
    if (requested === "all" && !isCut) ({ isCut } = await regeneratePages(pages, running));
    if (isCut) outcome.failed.push(cutShort);
    return outcome;
  }

  /** The second half of a run of all channels: pages of articles, and what is to go. */
  async function regeneratePages(pages: readonly Task[], running: Running): Promise<{ isCut: boolean }> {
    const { next, isFirst, outcome, step, stopping } = running;
    const { now } = next.looked;
    const started = clock.now();
    const batches: Made[] = [];
    const stage = await makeAll(pages, running, (batch) => {
      batches.push(batch);
      step(batches.length === pages.length ? together(batches, clock.now() - started) : undefined);
    });
    if (stopping.aborted) {
      await publish(stage, running, { isCut: true });
      return { isCut: true };
    }
    const unwanted = isFirst ? noneOf([...next.units, ...pages.map(({ unit }) => unit)]) : hiddenIn(next.pages);
    const { removed, leaving } = sweep(served.snapshot().documents, { unwanted, live: new Set(slugs), config, now });
    stage.news.push(...served.show({ documents: leaving }));
    if (stage.failed.length === 0) looked = next.looked;
    await publish(stage, running, { isCut: false, removed });
    outcome.changed.push(...removed.map(({ path }) => path));
    if (outcome.failed.length === 0) served.forgetLost();
    return { isCut: false };
  }

  return {
    snapshot: served.snapshot,
    isLost: served.isLost,
    slugs: () => slugs,

    warm() {
      warmed = served.warm(remake);
      return warmed;
    },

    async read(document, coding) {
      try {
        return await files.read(document, coding);
      } catch (error) {
        // Its time was over between the look into the snapshot and the look into the file.
        if (!served.snapshot().documents.has(decodeURIComponent(document.path))) {
          throw new CourantError("NOT_FOUND", `There is nothing at ${document.path} any more.`);
        }
        served.lost(document);
        remake(document);
        throw error;
      }
    },

    async run(request, onProgress = () => {}, stopping = new AbortController().signal) {
      await warmed;
      try {
        return await regenerate(request, onProgress, stopping);
      } catch (error) {
        // Nobody knows what of it is committed.
        known.clear();
        looked = fromTheBeginning;
        throw error;
      }
    },
  };
}
