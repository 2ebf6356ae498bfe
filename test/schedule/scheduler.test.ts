import fc from "fast-check";
import { test } from "tap";
import { systemClock } from "../../src/clock.ts";
import { startScheduler } from "../../src/schedule/scheduler.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { world } from "./world.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Times of day of runs, UTC. */
const times = (runs: { at: string }[]) => runs.map(({ at }) => at.slice(11));

test("changes in a row make one run", async (t) => {
  const { scheduler, clock, runs } = world(t, "2026-09-02T10:00:00Z");
  for (let change = 0; change < 50; change++) scheduler.collectionChanged();
  await clock.pass(24);
  t.same(runs, [], "not at once");
  await clock.pass(1);
  t.same(runs, [{ at: "2026-09-02T10:00:00.025Z", causes: "change" }]);
  scheduler.collectionChanged();
  await clock.pass(minute);
  t.equal(runs.length, 2, "and a later change another");
});

test("the changes of an import make one run at its end, and one of ten seconds makes a run meanwhile", async (t) => {
  const { scheduler, clock, runs } = world(t, "2026-09-02T10:00:00Z");
  for (let part = 0; part < 9; part++) {
    scheduler.collectionChanged(true);
    await clock.pass(second);
  }
  t.same(runs, []);
  scheduler.collectionChanged();
  await clock.pass(25);
  t.same(times(runs), ["10:00:09.025Z"]);
  for (let part = 0; part < 12; part++) {
    scheduler.collectionChanged(true);
    await clock.pass(second);
  }
  t.same(times(runs).slice(1), ["10:00:19.025Z"]);
  scheduler.collectionChanged();
  await clock.pass(minute);
  t.equal(runs.length, 3);
});

test("a change beside an import is published at once", async (t) => {
  const { scheduler, clock, runs } = world(t, "2026-09-02T10:00:00Z");
  scheduler.collectionChanged(true);
  await clock.pass(second);
  scheduler.collectionChanged();
  scheduler.collectionChanged(true);
  await clock.pass(25);
  t.same(times(runs), ["10:00:01.025Z"]);
});

test("the schedule is kept by the clocks of its time zone while they are changed", async (t) => {
  const kyiv = world(t, "2026-09-02T10:00:00Z", { cron: "30 4 * * *", timezone: "Europe/Kyiv" });
  t.same(kyiv.scheduler.nextRun(), new Date("2026-09-03T01:30:00Z"));

  const autumn = world(t, "2026-10-24T23:30:00.500Z", { cron: "*/15 * * * *", timezone: "Europe/Berlin" });
  await autumn.clock.pass(3 * hour);
  t.same(times(autumn.runs), [
    ...["23:45:00.000Z", "00:00:00.000Z", "00:15:00.000Z", "00:30:00.000Z", "00:45:00.000Z", "01:00:00.000Z"],
    ...["01:15:00.000Z", "01:30:00.000Z", "01:45:00.000Z", "02:00:00.000Z", "02:15:00.000Z", "02:30:00.000Z"],
  ]);
});

slowTest("a day on which the clocks are changed has one night", async (t) => {
  const night = world(t, "2026-10-24T12:00:00Z", { cron: "30 2 * * *", timezone: "Europe/Berlin" });
  await night.clock.pass(24 * hour);
  t.same(times(night.runs), ["00:30:00.000Z"], "one night, one run");

  const spring = world(t, "2026-03-28T12:00:00Z", { cron: "30 2 * * *", timezone: "Europe/Berlin" });
  await spring.clock.pass(24 * hour);
  t.same(times(spring.runs), ["01:30:00.000Z"], "also when there is no half past two");
});

test("a time that passed while the machine slept is made up once, at once", async (t) => {
  const { clock, runs, scheduler } = world(t, "2026-09-02T10:00:30Z", { cron: "*/15 * * * *" });
  await clock.pass(minute);
  clock.set(Date.parse("2026-09-04T08:07:00Z"));
  await clock.pass(second);
  t.equal(runs.length, 1);
  t.ok(Date.parse(runs[0]?.at ?? "") <= Date.parse("2026-09-04T08:07:01Z"));
  t.same(scheduler.nextRun(), new Date("2026-09-04T08:15:00Z"));
  await clock.pass(30 * minute);
  t.same(times(runs.slice(1)), ["08:15:00.000Z", "08:30:00.000Z"], "and then all is as before");

  clock.set(Date.parse("2026-09-04T08:44:00Z"));
  await clock.pass(second);
  t.equal(runs.length, 3, "a sleep that missed nothing makes up nothing");
});

test("a clock that is set back: the schedule goes on from there, and the moment kept last is not kept again", async (t) => {
  const { clock, runs } = world(t, "2026-09-02T11:59:00Z", { cron: "*/15 * * * *" });
  await clock.pass(minute);
  t.same(times(runs), ["12:00:00.000Z"]);
  clock.set(Date.parse("2026-09-02T11:59:59.990Z"));
  await clock.pass(14 * minute);
  t.equal(runs.length, 1, "a clock that is corrected by a little");
  clock.set(Date.parse("2026-09-02T10:10:00Z"));
  await clock.pass(21 * minute);
  t.same(times(runs.slice(1)), ["10:15:00.000Z", "10:30:00.000Z"], "a clock that was two hours fast");
  await clock.pass(24 * hour);
  t.equal(runs.length, 3 + 24 * 4);
});

test("a clock that was years ahead", async (t) => {
  const { clock, runs, scheduler } = world(t, "2026-09-02T11:50:00Z", { cron: "0 * * * *" });
  clock.set(Date.parse("2036-09-02T11:50:00Z"));
  await clock.pass(second);
  t.equal(runs.length, 1, "makes up once");
  clock.set(Date.parse("2026-09-02T11:50:10Z"));
  await clock.pass(second);
  t.equal(runs.length, 1);
  t.same(scheduler.nextRun(), new Date("2026-09-02T13:00:00Z"), "what was made up is not kept again");
  await clock.pass(5 * hour);
  t.same(times(runs.slice(1)), ["13:00:00.000Z", "14:00:00.000Z", "15:00:00.000Z", "16:00:00.000Z"]);
});

test("a clock that jumps back and forth makes no more runs than it jumps, and then the schedule is kept", async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: -5 * hour, max: 5 * hour }), fc.integer({ min: 0, max: 90 * second })), {
        maxLength: 30,
      }),
      async (jumps) => {
        const { clock, runs } = world(t, "2026-09-02T12:07:00Z", { cron: "*/10 * * * *" });
        for (const [jump, pause] of jumps) {
          clock.set(clock.now() + jump);
          await clock.pass(pause);
        }
        await clock.pass(second);
        const most = jumps.length + jumps.reduce((sum, [, pause]) => sum + pause, second) / (10 * minute) + 1;
        if (runs.length > most) throw new Error(`${runs.length} runs`);
        const before = runs.length;
        const quiet = clock.now();
        await clock.pass(40 * minute);
        const kept = times(runs.slice(before));
        // The moment kept last may be among those that come again.
        const due = [1, 2, 3, 4].map((ten) => new Date((Math.floor(quiet / 600_000) + ten) * 600_000).toISOString());
        const missing = times(due.map((at) => ({ at }))).filter((time) => !kept.includes(time));
        if (missing.length > 1 || kept.length + missing.length !== 4) throw new Error(`${kept} instead of ${due}`);
      },
    ),
  );
});

test("scheduled runs do not overlap, and what was left out is told", async (t) => {
  const slow = world(t, "2026-09-02T10:00:00Z", { cron: "*/10 * * * * *", runTakes: 15 * second });
  await slow.clock.pass(65 * second);
  t.same(times(slow.runs), ["10:00:10.000Z", "10:00:30.000Z", "10:00:50.000Z"]);
  t.equal(slow.overlaps, 3);
});

test("stopped means stopped: no run, and no timer", async (t) => {
  const { clock, articles, scheduler, runs, failures } = world(t, "2026-09-02T10:00:00Z", { cron: "* * * * * *" });
  articles.push({ published: Date.parse("2026-09-02T10:00:00.500Z") });
  failures.lookUp = 1;
  scheduler.collectionChanged();
  await clock.pass(50);
  scheduler.collectionChanged();
  t.equal(clock.waiting(), 3, "the next look, the look-up that failed, the change");
  await scheduler.stop();
  t.equal(clock.waiting(), 0);
  scheduler.collectionChanged();
  await clock.pass(minute);
  t.equal(runs.length, 1);
  t.equal(clock.waiting(), 0);
});

test("a run that ends, and a look-up that fails, after the end leave no timer either", async (t) => {
  const slow = world(t, "2026-09-02T10:00:00Z", { runTakes: second });
  slow.scheduler.collectionChanged();
  await slow.clock.pass(100);
  await slow.scheduler.stop();
  await slow.clock.pass(minute);
  t.equal(slow.runs.length, 1);
  t.equal(slow.clock.waiting(), 0);

  const failing = world(t, "2026-09-02T10:00:00Z");
  failing.failures.lookUp = 1;
  failing.publisher.onFinished(() => void failing.scheduler.stop());
  failing.scheduler.collectionChanged();
  await failing.clock.pass(25);
  t.equal(failing.errors.length, 1);
  t.equal(failing.clock.waiting(), 0);
});

slowTest("by the system's clock: runs that cannot start are reported and the schedule goes on", async (t) => {
  const errors: unknown[] = [];
  const causes: string[] = [];
  const scheduler = startScheduler(
    { cron: "* * * * * *", timezone: "UTC", changeDelayMs: 5, moreComingDelayMs: 5 },
    {
      regenerate: (cause) => {
        causes.push(cause);
        return Promise.reject(new Error("no disk"));
      },
      nextDue: async () => undefined,
      clock: systemClock,
      onError: (error) => errors.push(error),
      onOverlap: () => t.fail("nothing goes on"),
    },
  );
  t.teardown(() => scheduler.stop());
  scheduler.collectionChanged();
  await until(() => causes.filter((cause) => cause === "schedule").length > 1);
  scheduler.collectionChanged();
  await until(() => causes.filter((cause) => cause === "change").length > 1);
  t.ok(errors.length >= 4);
  t.match(errors[0], { message: "no disk" });
});
