import fc from "fast-check";
import { test } from "tap";
import { startScheduler } from "../../src/schedule/scheduler.ts";
import type { Run } from "../../src/stores/runs.ts";
import { isQuick } from "../slow.ts";
import { handClock } from "./hand-clock.ts";
import { world } from "./world.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** One that is over. */
const run = (started: string): Run => ({
  ...{ id: "1", causes: ["change"], channels: "all", force: false, state: "done", requested: started, started },
  ...{ progress: { done: 0, total: 0 }, made: [], documents: { changed: [], unchanged: 0, failed: [], cut: [] } },
});

/** Times of day of runs, UTC. */
const times = (runs: { at: string }[]) => runs.map(({ at }) => at.slice(11));

test("an article appears at its time and disappears at its expiry, to the millisecond of a clock that runs", async (t) => {
  const { clock, articles, runs, scheduler, shown } = world(t, "2026-09-02T10:00:00Z");
  const published = Date.parse("2026-09-02T10:30:00.250Z");
  articles.push({ published, expires: published + 100 * 24 * hour });
  scheduler.collectionChanged();
  await clock.pass(published - clock.now() - 1);
  t.same(shown(), []);
  t.equal(runs.length, 1);
  await clock.pass(1);
  t.same(shown(), articles);
  t.same(runs[1], { at: "2026-09-02T10:30:00.250Z", causes: "due" });
  await clock.pass((isQuick ? 2 : 48) * hour);
  t.equal(runs.length, 2, "and nothing happens in between");
  clock.set(published + 100 * 24 * hour - 1);
  await clock.pass(second);
  t.same(shown(), []);
});

test("articles that come due while a run goes on get one run of their own", async (t) => {
  const { clock, articles, runs, scheduler, shown } = world(t, "2026-09-02T10:00:00Z", { runTakes: 3 * second });
  for (let due = 0; due < 3; due++) articles.push({ published: Date.parse("2026-09-02T10:00:10Z") + due * 100 });
  articles.push({ published: Date.parse("2026-09-02T10:00:16Z") });
  scheduler.collectionChanged();
  await clock.pass(9 * second);
  scheduler.collectionChanged();
  await clock.pass(minute);
  t.same(runs.slice(1), [
    { at: "2026-09-02T10:00:09.025Z", causes: "change" },
    { at: "2026-09-02T10:00:12.025Z", causes: "due" },
    { at: "2026-09-02T10:00:16.000Z", causes: "due" },
  ]);
  t.same(shown(), articles);
});

test("a run of some channels does not hide what is due in others", async (t) => {
  const { clock, articles, scheduler, publisher, shown } = world(t, "2026-09-02T10:00:00Z");
  articles.push({ published: Date.parse("2026-09-02T10:00:10.500Z") });
  scheduler.collectionChanged();
  await clock.pass(second);
  // The machine sleeps over the moment, and somebody is quicker than the scheduler.
  clock.set(Date.parse("2026-09-02T10:00:10.600Z"));
  await publisher.regenerate("admin", { channels: ["news"] }).finished;
  t.same(shown(), []);
  await clock.pass(second);
  t.same(shown(), articles);
});

test("a look-up that fails is tried again", async (t) => {
  const { clock, articles, scheduler, failures, errors, shown } = world(t, "2026-09-02T10:00:00Z");
  articles.push({ published: Date.parse("2026-09-02T10:00:05Z") });
  failures.lookUp = 3;
  scheduler.collectionChanged();
  await clock.pass(6 * second);
  t.same(errors, Array(3).fill("database is locked"));
  t.same(shown(), articles);

  articles.push({ published: Date.parse("2026-09-02T10:00:20Z") });
  scheduler.collectionChanged();
  await clock.pass(10 * second);
  failures.lookUp = 20;
  scheduler.collectionChanged();
  await clock.pass(5 * second);
  t.same(shown(), articles, "what was known is not forgotten meanwhile");
});

test("a run that can publish nothing is tried again after a minute when something is due", async (t) => {
  const { clock, articles, scheduler, failures, runs, shown } = world(t, "2026-09-02T10:00:00Z");
  articles.push({ published: Date.parse("2026-09-02T10:00:30Z") });
  scheduler.collectionChanged();
  await clock.pass(second);
  failures.run = 2;
  await clock.pass(2 * minute);
  t.same(times(runs.slice(1)), ["10:00:30.000Z", "10:01:30.000Z"]);
  t.same(shown(), []);
  await clock.pass(minute);
  t.same(times(runs.slice(3)), ["10:02:30.000Z"]);
  t.same(shown(), articles);
  await clock.pass(hour);
  t.equal(runs.length, 4);
});

test("when not even the first run can publish, what is due already is tried after a minute", async (t) => {
  const { clock, articles, failures, publisher, runs, shown } = world(t, "2026-09-02T10:00:00Z");
  articles.push({ published: Date.parse("2026-09-01T10:00:00Z") });
  failures.run = 1;
  void publisher.regenerate("start");
  await clock.pass(59 * second);
  t.equal(runs.length, 1);
  await clock.pass(second);
  t.same(shown(), articles);
});

test("a look-up that is overtaken by a later one does not count", async (t) => {
  const start = Date.parse("2026-09-02T10:00:00Z");
  const clock = handClock(start);
  const causes: string[] = [];
  const answers: ((due: number | undefined) => void)[] = [];
  const scheduler = startScheduler(
    { cron: "0 0 1 1 *", timezone: "UTC", changeDelayMs: 25, moreComingDelayMs: 25 },
    {
      async regenerate(cause) {
        causes.push(cause);
      },
      nextDue: () => new Promise((resolve) => answers.push(resolve)),
      clock,
      onError: (error) => t.fail(String(error)),
      onOverlap: () => t.fail("nothing goes on"),
    },
  );
  t.teardown(() => scheduler.stop());
  for (const started of ["2026-09-02T09:59:58Z", "2026-09-02T09:59:59Z"]) scheduler.runFinished(run(started));
  answers[1]?.(start + minute);
  answers[0]?.(start + second);
  await clock.pass(59 * second);
  t.same(causes, []);
  await clock.pass(second);
  t.same(causes, ["due"]);
});

test("a clock that was ahead: what it published too early is withdrawn", async (t) => {
  const { clock, articles, scheduler, runs, shown } = world(t, "2026-09-02T10:00:00Z");
  const [early, late] = [Date.parse("2026-09-02T10:30:00Z"), Date.parse("2027-01-02T10:00:00Z")];
  articles.push({ published: 0, expires: early }, { published: late });
  scheduler.collectionChanged();
  await clock.pass(second);
  const [expiring, future] = articles;
  clock.set(Date.parse("2027-06-01T00:00:00Z"));
  await clock.pass(second);
  t.same(shown(), [future]);
  clock.set(Date.parse("2026-09-02T10:01:00Z"));
  await clock.pass(second);
  t.same(shown(), [expiring], "and what expired is back");
  await clock.pass(hour);
  t.same(shown(), []);
  const before = runs.length;
  for (let jump = 0; jump < 20; jump++) {
    clock.set(clock.now() - 100);
    await clock.pass(second);
  }
  t.equal(runs.length, before, "a clock that is set back over nothing makes no run");
});

test("whatever happens, a second later what is shown is what is due", async (t) => {
  const start = Date.parse("2026-09-02T10:00:00Z");
  const date = fc.integer({ min: -20 * minute, max: 20 * minute });
  const event = fc.oneof(
    fc.record({ pass: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 10 * minute })) }),
    fc.record({ set: date }),
    fc.record({ add: date, lasts: fc.option(fc.integer({ min: 1, max: 10 * minute }), { nil: undefined }) }),
    fc.record({ schedule: fc.boolean() }),
    fc.record({ lookUpsThatFail: fc.integer({ min: 1, max: 2 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 25 }), fc.constantFrom(0, 300, 2500), async (events, runTakes) => {
      const { clock, articles, scheduler, publisher, shown, current, runs, failures } = world(
        t,
        "2026-09-02T10:00:00Z",
        { runTakes },
      );
      void publisher.regenerate("start");
      await clock.pass(runTakes);
      let changes = 0;
      for (const each of events) {
        if ("pass" in each) await clock.pass(each.pass);
        else if ("set" in each) clock.set(start + each.set);
        else if ("schedule" in each) void publisher.regenerate("admin");
        else if ("lookUpsThatFail" in each) failures.lookUp = each.lookUpsThatFail;
        else {
          const published = start + each.add;
          articles.push({ published, expires: each.lasts === undefined ? undefined : published + each.lasts });
          scheduler.collectionChanged();
        }
        changes += "pass" in each || "lookUpsThatFail" in each ? 0 : 1;
      }
      // A run that goes on, one that follows it, and a second until either the clock or the look-up is looked at anew.
      const patience = 2 * runTakes + 3000;
      await clock.pass(patience);
      const now = clock.now();
      const allowed = [...Array(patience + 1).keys()].map((earlier) => current(now - earlier));
      const found = JSON.stringify(shown());
      if (!allowed.some((each) => JSON.stringify(each) === found)) throw new Error(`${found} is shown at ${now}`);
      const moments = 2 * articles.length * (1 + changes);
      if (runs.length > 2 + 2 * changes + moments) throw new Error(`${runs.length} runs`);
    }),
  );
});
