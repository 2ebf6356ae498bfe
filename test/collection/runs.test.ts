import { test } from "tap";
import type { ListedRun, Run } from "../../src/stores/runs.ts";
import { start, testCollection } from "./helpers.ts";

const listed = ({ made: _, ...rest }: Run): ListedRun => rest;

const run = (index: number, more: Partial<Run> = {}): Run => ({
  id: `run ${index}`,
  causes: ["admin"],
  channels: "all",
  force: false,
  state: "running",
  requested: new Date(start + index * 1000).toISOString(),
  progress: { done: 1, total: 8 },
  made: [{ what: "news", outcome: "changed", changed: 4, durationMs: 12 }],
  documents: { changed: [], unchanged: 0, failed: [], cut: [] },
  ...more,
});

test("a run is kept, and replaced by a later state of itself", async (t) => {
  const { collection, reopen } = await testCollection(t);
  const done = run(1, {
    state: "done",
    documents: { changed: ["a.rss"], unchanged: 2, failed: [{ what: "b", error: "e" }], cut: [] },
  });
  await collection.recordRun(run(1));
  await collection.recordRun(run(2));
  await collection.recordRun(done);
  await collection.close();
  const again = await reopen();
  t.same(await again.run("run 1"), done);
  t.equal(await again.run("run 3"), undefined);
  t.same(await again.runs(10), [run(2), done].map(listed), "without what became of each channel");
  t.same(await again.runs(1), [listed(run(2))]);
});

test("runs of one moment are listed the last recorded first", async (t) => {
  const { collection } = await testCollection(t);
  const { requested } = run(1);
  for (const index of [3, 1, 2]) await collection.recordRun(run(index, { requested }));
  t.same(
    (await collection.runs(10)).map(({ id }) => id),
    ["run 2", "run 1", "run 3"],
  );
});

test("only the last 500 runs are kept", async (t) => {
  const { collection } = await testCollection(t);
  for (let index = 0; index < 503; index++) await collection.recordRun(run(index));
  const runs = await collection.runs(1000);
  t.equal(runs.length, 500);
  t.equal(runs[0]?.id, "run 502");
  t.equal(runs.at(-1)?.id, "run 3");
  t.equal(await collection.run("run 2"), undefined);
});

test("runs that an earlier Courant recorded have made nothing that is known", async (t) => {
  const { collection } = await testCollection(t);
  const { progress, made, ...earlier } = run(1);
  await collection.recordRun(earlier as Run);
  t.same(await collection.run("run 1"), { ...earlier, progress: { done: 0, total: 0 }, made: [] });
  t.same(await collection.runs(1), [{ ...earlier, progress: { done: 0, total: 0 } }]);
});
