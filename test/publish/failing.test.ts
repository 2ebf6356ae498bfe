import { test } from "tap";
import { openFailuresAfter } from "../../src/publish/open-failures.ts";
import type { Run, TargetResult } from "../../src/stores/runs.ts";

const full = "ENOSPC: no space left on device, open '/var/lib/courant/feeds/a.rss'";

/** A run that ended at an hour; what failed in it, and what it made. */
function run(hour: number, failed: Record<string, string>, made: string[] = [], more: Partial<Run> = {}): Run {
  const time = `2026-01-01T0${hour}:00:00.000Z`;
  const base = { changed: 0, durationMs: 1 };
  const failures: TargetResult[] = Object.entries(failed)
    .filter(([what]) => what !== "run")
    .map(([what, error]) => ({ ...base, what, outcome: "failed", error }));
  return {
    ...{ id: "x", causes: ["change"], channels: "all", force: false, state: "done", progress: { done: 0, total: 0 } },
    ...{ requested: time, finished: time },
    made: [...failures, ...made.map((what): TargetResult => ({ ...base, what, outcome: "unchanged" }))],
    documents: {
      ...{ changed: [], unchanged: 0, cut: [] },
      failed: Object.entries(failed).map(([what, error]) => ({ what, error })),
    },
    ...more,
  };
}

const some = { channels: ["c"] };

test("a target that failed is failing until it is made, since it failed first", (t) => {
  const first = openFailuresAfter([], run(1, { a: full, b: "render: /etc/secret" }, ["c"]));
  t.same(first, [
    { what: "a", error: "could not be made (ENOSPC)", since: "2026-01-01T01:00:00.000Z" },
    { what: "b", error: "could not be made", since: "2026-01-01T01:00:00.000Z" },
  ]);
  const second = openFailuresAfter(first, run(2, { a: full, c: full }));
  t.same(
    second.map(({ what, since }) => `${what} ${since.slice(11, 13)}`),
    ["a 01", "c 02"],
    "b is not here any more, or was made",
  );
  t.same(
    openFailuresAfter(second, run(3, {}, ["a"], some)),
    second.slice(1),
    "a run of some clears what it made, and no more",
  );
  t.same(openFailuresAfter(second, run(3, {})), []);
  t.end();
});

test("a run that fails as a whole clears nothing, and is failing until one of all channels gets through", (t) => {
  const a = openFailuresAfter([], run(1, { a: full }));
  // It made a, and then could not publish it.
  const whole = openFailuresAfter(a, run(2, { run: "EACCES: permission denied" }, ["a"]));
  t.same(
    whole.map(({ what, error }) => `${what} ${error}`),
    ["a could not be made (ENOSPC)", "run could not be made (EACCES)"],
  );
  const again = openFailuresAfter(whole, run(3, { run: "EACCES: permission denied" }));
  t.same(again, whole, "once, since the first time");
  t.same(openFailuresAfter(again, run(4, {}, ["c"], some)), again);
  t.same(openFailuresAfter(again, run(4, {})), []);
  t.end();
});
