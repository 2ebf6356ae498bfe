import { createPublisher, type Publisher } from "../../src/publish/publisher.ts";
import type { Regenerator } from "../../src/publish/regenerate.ts";
import { type Scheduler, startScheduler } from "../../src/schedule/scheduler.ts";
import { type HandClock, handClock } from "./hand-clock.ts";

/** Moments, milliseconds since 1970. */
export type Dated = { published: number; expires?: number | undefined };

type Settings = { cron: string; timezone: string; changeDelay: number; runTakes: number };

/** Everything that is on time or not: a scheduler and a publisher, a collection of dates, and a clock moved by hand. */
export type World = {
  clock: HandClock;
  scheduler: Scheduler;
  publisher: Publisher;
  /** The articles of the collection. Tell the scheduler of changes. */
  articles: Dated[];
  /** When runs looked at the collection, by the clock, and why they did. */
  runs: { at: string; causes: string }[];
  /** Returns the articles that the last run of all channels found published and not expired. */
  shown(): Dated[];
  /** Returns the articles that a run would find now. */
  current(moment?: number): Dated[];
  /** How many of the next runs and look-ups fail. */
  failures: { run: number; lookUp: number };
  errors: string[];
  overlaps: number;
};

export function world(
  t: { teardown(stop: () => unknown): void },
  start: string,
  settings: Partial<Settings> = {},
): World {
  const { cron, timezone, changeDelay, runTakes } = {
    ...{ cron: "0 0 1 1 *", timezone: "UTC", changeDelay: 25, runTakes: 0 },
    ...settings,
  };
  const clock = handClock(Date.parse(start));
  const articles: Dated[] = [];
  const runs: World["runs"] = [];
  const failures = { run: 0, lookUp: 0 };
  const errors: string[] = [];
  const current = (moment = clock.now()) =>
    articles.filter(({ published, expires = Number.POSITIVE_INFINITY }) => published <= moment && expires > moment);
  let shown: Dated[] = [];
  let ids = 0;

  const regenerator: Pick<Regenerator, "channels" | "run"> = {
    channels: () => [{ slug: "news", title: "News", limit: 50 }],
    async run({ channels }) {
      const found = current();
      runs.push({ at: new Date(clock.now()).toISOString(), causes: "" });
      if (runTakes > 0) await new Promise<void>((resolve) => clock.after(runTakes, resolve));
      if (failures.run > 0) {
        failures.run -= 1;
        throw new Error("no disk");
      }
      if (channels === "all") shown = found;
      return { changed: [], unchanged: 0, failed: [], cut: [] };
    },
  };
  const publisher = createPublisher({
    regenerator: regenerator as Regenerator,
    runs: { record: async () => {}, find: async () => undefined, list: async () => [] },
    clock,
    newId: () => String(++ids),
  });
  const scheduler = startScheduler(
    { cron, timezone, changeDelayMs: changeDelay, moreComingDelayMs: 10_000 },
    {
      regenerate: (cause) => publisher.regenerate(cause).finished,
      async nextDue(after) {
        if (failures.lookUp > 0) {
          failures.lookUp -= 1;
          throw new Error("database is locked");
        }
        const changes = articles
          .filter(({ published, expires = Number.POSITIVE_INFINITY }) => expires > published)
          .flatMap(({ published, expires }) => [published, expires])
          .filter((moment) => moment !== undefined && moment > after);
        return changes.length === 0 ? undefined : Math.min(...changes.map(Number));
      },
      clock,
      onError: (error) => errors.push((error as Error).message),
      onOverlap: () => {
        made.overlaps += 1;
      },
    },
  );
  publisher.onFinished((run) => {
    const last = runs.findLast(({ causes }) => causes === "");
    if (last) last.causes = run.causes.join("+");
    scheduler.runFinished(run);
  });
  t.teardown(() => scheduler.stop());
  const made: World = {
    ...{ clock, scheduler, publisher, articles, runs, current, failures, errors, overlaps: 0 },
    shown: () => shown,
  };
  return made;
}
