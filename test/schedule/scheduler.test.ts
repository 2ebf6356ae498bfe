import { setTimeout as sleep } from "node:timers/promises";
import { test } from "tap";
import type { Cause } from "../../src/collection/run.ts";
import { startScheduler } from "../../src/schedule/scheduler.ts";
import { standingClock } from "../service.ts";
import { until } from "../until.ts";

const never = "0 0 1 1 *";
const start = Date.parse("2026-09-02T10:00:00Z");

function schedulerFor(
  t: { teardown(stop: () => unknown): void },
  settings: { cron?: string; timezone?: string; changeDelay?: number },
  deps: { due?: number | undefined; regenerate?: (cause: Cause) => Promise<unknown> } = {},
) {
  const causes: Cause[] = [];
  const errors: unknown[] = [];
  const warnings: string[] = [];
  const scheduler = startScheduler(
    { cron: never, timezone: "UTC", changeDelay: 20, ...settings },
    {
      regenerate:
        deps.regenerate ??
        (async (cause) => {
          causes.push(cause);
        }),
      nextDue: async () => deps.due,
      clock: standingClock("2026-09-02T10:00:00Z"),
      onError: (error) => errors.push(error),
      logger: {
        debug() {},
        info() {},
        warn: (message) => warnings.push(message),
        error: (error) => errors.push(error),
      },
    },
  );
  t.teardown(() => scheduler.stop());
  return { scheduler, causes, errors, warnings };
}

test("changes in a row make one run", async (t) => {
  const { scheduler, causes } = schedulerFor(t, { changeDelay: 30 });
  for (let change = 0; change < 50; change++) scheduler.changed();
  t.same(causes, [], "not at once");
  await until(() => causes.length > 0);
  t.same(causes, ["change"]);
  scheduler.changed();
  await until(() => causes.length > 1);
  t.same(causes, ["change", "change"], "and a later change another");
});

test("the schedule is read in its time zone", (t) => {
  const { scheduler: kyiv } = schedulerFor(t, { cron: "30 4 * * *", timezone: "Europe/Kyiv" });
  const next = kyiv.nextRun();
  t.equal(next?.toLocaleTimeString("en-GB", { timeZone: "Europe/Kyiv" }), "04:30:00");
  t.end();
});

test("scheduled runs do not overlap", async (t) => {
  let going = 0;
  let most = 0;
  let runs = 0;
  const { warnings } = schedulerFor(
    t,
    { cron: "* * * * * *" },
    {
      async regenerate() {
        runs += 1;
        going += 1;
        most = Math.max(most, going);
        await sleep(1500);
        going -= 1;
      },
    },
  );
  await until(() => runs > 1 && warnings.length > 0);
  t.ok(runs > 1, `${runs} runs`);
  t.equal(most, 1);
  t.match(warnings, [/still running/], "and what was left out is logged");
});

test("what is due starts a run at its time; what is far ahead does not overflow the timer", async (t) => {
  const near = schedulerFor(t, {}, { due: start + 100 });
  await near.scheduler.updateDue();
  t.same(near.causes, []);
  await until(() => near.causes.length > 0);
  t.same(near.causes, ["due"]);

  const past = schedulerFor(t, {}, { due: start - 5000 });
  await past.scheduler.updateDue();
  await until(() => past.causes.length > 0);
  t.same(past.causes, ["due"], "at once when the time has passed");

  const far = schedulerFor(t, {}, { due: start + 100 * 365 * 86_400_000 });
  await far.scheduler.updateDue();
  await sleep(50);
  t.same(far.causes, []);
});

test("stopped means stopped", async (t) => {
  const { scheduler, causes } = schedulerFor(t, { cron: "* * * * * *", changeDelay: 10 }, { due: start + 50 });
  scheduler.changed();
  await scheduler.updateDue();
  await scheduler.stop();
  scheduler.changed();
  await scheduler.updateDue();
  await sleep(1300);
  t.same(causes, []);
});

test("a run that cannot start is reported and the schedule goes on", async (t) => {
  const { scheduler, errors } = schedulerFor(
    t,
    { changeDelay: 5 },
    { regenerate: () => Promise.reject(new Error("no disk")) },
  );
  scheduler.changed();
  await until(() => errors.length > 0);
  scheduler.changed();
  await until(() => errors.length > 1);
  t.match(errors, [{ message: "no disk" }, { message: "no disk" }]);
});
