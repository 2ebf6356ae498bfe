import type { ListedRun, Run } from "../../../src/stores/runs.ts";
import { start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

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

const runs: StoreContract = {
  async "a run is kept, and replaced by a later state of itself"(t, { stores, reopen }) {
    const done = run(1, {
      state: "done",
      documents: { changed: ["a.rss"], unchanged: 2, failed: [{ what: "b", error: "e" }], cut: [] },
    });
    await stores.runs.record(run(1));
    await stores.runs.record(run(2));
    await stores.runs.record(done);
    await stores.close();
    const again = await reopen();
    t.same(await again.runs.find("run 1"), done);
    t.equal(await again.runs.find("run 3"), undefined);
    t.same(await again.runs.list(10), [run(2), done].map(listed), "without what became of each channel");
    t.same(await again.runs.list(1), [listed(run(2))]);
  },

  async "runs of one moment are listed the last recorded first"(t, { stores }) {
    const { requested } = run(1);
    for (const index of [3, 1, 2]) await stores.runs.record(run(index, { requested }));
    t.same(
      (await stores.runs.list(10)).map(({ id }) => id),
      ["run 2", "run 1", "run 3"],
    );
  },

  async "only the last 500 runs are kept"(t, { stores }) {
    for (let index = 0; index < 503; index++) await stores.runs.record(run(index));
    const runs = await stores.runs.list(1000);
    t.equal(runs.length, 500);
    t.equal(runs[0]?.id, "run 502");
    t.equal(runs.at(-1)?.id, "run 3");
    t.equal(await stores.runs.find("run 2"), undefined);
  },

  async "runs that an earlier Courant recorded have made nothing that is known"(t, { stores }) {
    const { progress, made, ...earlier } = run(1);
    await stores.runs.record(earlier as Run);
    t.same(await stores.runs.find("run 1"), { ...earlier, progress: { done: 0, total: 0 }, made: [] });
    t.same(await stores.runs.list(1), [{ ...earlier, progress: { done: 0, total: 0 } }]);
  },
};

/** The contract of RunStore. */
export function testRunStore(name: string, open: OpenStores): void {
  testContract(`${name}, runs`, runs, open);
}
