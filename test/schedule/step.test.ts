import { test } from "tap";
import {
  initialState,
  type ScheduleEffect,
  type ScheduleEvent,
  type ScheduleRules,
  type ScheduleState,
  step,
} from "../../src/schedule/step.ts";

const hour = 3_600_000;
const rules: ScheduleRules = {
  nextScheduled: (after) => (Math.floor(after / hour) + 1) * hour,
  changeDelayMs: 25,
  moreComingDelayMs: 10_000,
};

/** Takes events in order. @returns the last state, and the effects of the last event */
function take(now: number, ...events: [at: number, event: ScheduleEvent][]) {
  let state = initialState(now, rules);
  let effects: readonly ScheduleEffect[] = [];
  for (const [at, event] of events) ({ state, effects } = step(state, event, at, rules));
  return { state, effects };
}

const check = { kind: "check" } as const;
const changed = { kind: "collectionChanged", isMoreComing: false } as const;
const all = (cause: "due" | "schedule", started: number, failed: { what: string; error: string }[] = []) =>
  ({
    kind: "runFinished",
    run: {
      causes: [cause],
      channels: "all",
      started: new Date(started).toISOString(),
      documents: { changed: [], unchanged: 0, failed, cut: [] },
    },
  }) satisfies ScheduleEvent;

test("a check waits until the next scheduled time, a second at most", (t) => {
  t.same(take(0, [0, check]).effects, [{ kind: "startTimer", timer: "check", delayMs: 1000 }]);
  t.same(take(0, [hour - 300, check]).effects, [{ kind: "startTimer", timer: "check", delayMs: 300 }]);
  t.end();
});

test("a scheduled time starts one run, also after a sleep of days, and none while that run is active", (t) => {
  const slept = take(0, [100 * hour + 5, check]);
  t.same(slept.effects, [
    { kind: "regenerate", cause: "schedule" },
    { kind: "startTimer", timer: "check", delayMs: 1000 },
  ]);
  t.equal(slept.state.scheduled, 101 * hour);
  const [first] = step(slept.state, check, 101 * hour, rules).effects;
  t.same(first, { kind: "reportOverlap" });
  const { state } = step(slept.state, { kind: "scheduledRunEnded" }, 100 * hour + 9, rules);
  t.same(step(state, check, 101 * hour, rules).effects[0], { kind: "regenerate", cause: "schedule" });
  t.end();
});

test("a clock that was set back reads the schedule anew, without the time that came last", (t) => {
  const ran = take(0, [hour, check], [hour, { kind: "scheduledRunEnded" }]);
  const { state, effects } = step(ran.state, check, hour - 5000, rules);
  t.equal(state.scheduled, 2 * hour);
  t.same(effects[0], { kind: "lookUpDue", lookup: 1, after: 0 });
  t.end();
});

test("changes in a row start one timer", (t) => {
  const first = take(0, [1, changed]);
  t.same(first.effects, [{ kind: "startTimer", timer: "change", delayMs: 25 }]);
  const second = step(first.state, changed, 2, rules);
  t.same(second.effects, []);
  const passed = step(second.state, { kind: "changeDelayPassed" }, 26, rules);
  t.same(passed.effects, [{ kind: "regenerate", cause: "change" }]);
  t.same(step(passed.state, changed, 27, rules).effects, first.effects);
  t.end();
});

test("a clock that was set back does not keep a change waiting", (t) => {
  const first = take(hour, [hour, { kind: "collectionChanged", isMoreComing: true }]);
  const later = step(first.state, { kind: "collectionChanged", isMoreComing: true }, 0, rules);
  t.same(later.effects, [{ kind: "startTimer", timer: "change", delayMs: 10_000 }]);
  t.end();
});

test("the end of a run looks up what is due after its start, and a due article starts a run", (t) => {
  const ended = take(0, [500, all("schedule", 400)]);
  t.same(ended.effects, [{ kind: "lookUpDue", lookup: 1, after: 400 }]);
  const found = step(ended.state, { kind: "lookupSucceeded", lookup: 1, due: 900 }, 600, rules);
  t.same(found.effects, [{ kind: "startTimer", timer: "check", delayMs: 300 }]);
  const due = step(found.state, check, 900, rules);
  t.same(due.effects[0], { kind: "regenerate", cause: "due" });
  t.ok(due.state.isDueRunActive);
  const late = step(due.state, { kind: "lookupSucceeded", lookup: 1, due: 900 }, 901, rules);
  t.equal(late.state.due, undefined, "a lookup during that run is out of date");
  t.notOk(step(due.state, all("due", 900), 950, rules).state.isDueRunActive);
  t.end();
});

test("an older lookup changes nothing", (t) => {
  const { state } = take(
    0,
    [500, all("schedule", 400)],
    [600, all("schedule", 550)],
    [700, { kind: "lookupSucceeded", lookup: 1, due: 10_000 }],
  );
  t.equal(state.due, undefined);
  t.end();
});

test("a failure is looked up again: after a minute, or after a second where only the lookup failed", (t) => {
  const failed = take(0, [500, all("due", 400, [{ what: "run", error: "no disk" }])]);
  t.same(failed.effects, [{ kind: "startTimer", timer: "lookup", delayMs: 60_000 }]);
  t.equal(failed.state.shown, 0);
  t.same(take(0, [500, { kind: "dueRunRejected" }]).effects, failed.effects);
  t.same(take(0, [500, { kind: "lookupFailed" }]).effects, [
    { kind: "startTimer", timer: "lookup", delayMs: 1000 },
    { kind: "startTimer", timer: "check", delayMs: 1000 },
  ]);
  t.same(take(0, [500, { kind: "lookupDue" }]).effects, [{ kind: "lookUpDue", lookup: 1, after: 0 }]);
  t.end();
});

test("a stop cancels the timers, and nothing starts after it", (t) => {
  const stopped = take(0, [1, { kind: "stopped" }]);
  t.same(stopped.effects, [{ kind: "cancelTimers" }]);
  const events: ScheduleEvent[] = [check, changed, { kind: "lookupDue" }, all("schedule", 5)];
  const next = (state: ScheduleState, event: ScheduleEvent) => step(state, event, 9 * hour, rules).effects;
  for (const event of events) t.same(next(stopped.state, event), [], event.kind);
  t.end();
});
