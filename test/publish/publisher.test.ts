import { test } from "tap";
import type { Run } from "../../src/collection/run.ts";
import { createPublisher } from "../../src/publish/publisher.ts";
import { emptySnapshot } from "../../src/publish/snapshot.ts";
import { standingClock } from "../service.ts";

const nothing = { changed: [], unchanged: 0, failed: [], cut: [] };

/** A publisher whose runs end when the test says so. */
function publisherOfSlowRuns() {
  const asked: Pick<Run, "channels" | "force">[] = [];
  const ends: PromiseWithResolvers<Run["documents"]>[] = [];
  const recorded = new Map<string, Run>();
  let id = 0;
  const publisher = createPublisher({
    clock: standingClock("2026-01-01T00:00:00Z"),
    newId: () => String(++id),
    regenerator: {
      snapshot: () => emptySnapshot,
      read: async () => Buffer.alloc(0),
      warm: async () => {},
      slugs: () => ["a", "b", "c"],
      run({ channels, force }) {
        asked.push({ channels, force });
        const end = Promise.withResolvers<Run["documents"]>();
        ends.push(end);
        return end.promise;
      },
    },
    collection: {
      recordRun: async (run) => void recorded.set(run.id, run),
      run: async (wanted) => recorded.get(wanted),
      runs: async () => [...recorded.values()],
    },
  });
  return { publisher, asked, ends, recorded };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("requests that arrive while a run goes on are joined into one next run", async (t) => {
  const { publisher, asked, ends } = publisherOfSlowRuns();
  const first = publisher.regenerate("schedule");
  await settle();
  const second = publisher.regenerate("admin", { channels: ["a"] });
  const third = publisher.regenerate("change", { channels: ["b", "a"], force: true });
  t.equal(second.run, third.run);
  t.not(first.run, second.run);
  t.equal(first.run.state, "running");
  t.equal(second.run.state, "waiting");
  t.same(
    (await publisher.runs(10)).map(({ id }) => id),
    [second.run.id, first.run.id],
  );
  ends[0]?.resolve(nothing);
  await first.finished;
  await settle();
  ends[1]?.resolve(nothing);
  t.match(await third.finished, { causes: ["admin", "change"], channels: ["a", "b"], force: true, state: "done" });
  t.same(asked, [
    { channels: "all", force: false },
    { channels: ["a", "b"], force: true },
  ]);
});

test("one request for everything makes the joined run one for everything", async (t) => {
  const { publisher, asked, ends } = publisherOfSlowRuns();
  publisher.regenerate("admin", { channels: ["a"] });
  const { finished } = publisher.regenerate("schedule");
  publisher.regenerate("admin", { channels: ["b"] });
  await settle();
  ends[0]?.resolve(nothing);
  await finished;
  t.same(asked, [{ channels: "all", force: false }]);
});

test("a run that throws is recorded as failed, and the next one goes on", async (t) => {
  const { publisher, ends, recorded } = publisherOfSlowRuns();
  const failing = publisher.regenerate("change");
  await settle();
  ends[0]?.reject(new Error("disk full"));
  t.match(await failing.finished, { state: "failed", documents: { failed: [{ what: "run", error: "disk full" }] } });
  t.equal(recorded.get(failing.run.id)?.state, "failed");
  const next = publisher.regenerate("change");
  await settle();
  ends[1]?.resolve(nothing);
  t.equal((await next.finished).state, "done");
});

test("an unknown channel is refused before anything runs", async (t) => {
  const { publisher, asked } = publisherOfSlowRuns();
  t.throws(() => publisher.regenerate("admin", { channels: ["a", "x"] }), {
    code: "CHANNEL_NOT_FOUND",
    message: /“x”.*a, b, c/,
  });
  await t.rejects(publisher.run("7"), { code: "RUN_NOT_FOUND" });
  await settle();
  t.same(asked, []);
});

test("closing waits for the run that goes on and starts no other", async (t) => {
  const { publisher, asked, ends } = publisherOfSlowRuns();
  publisher.regenerate("schedule");
  await settle();
  publisher.regenerate("change");
  let closed = false;
  const closing = publisher.close().then(() => {
    closed = true;
  });
  await settle();
  t.notOk(closed);
  ends[0]?.resolve(nothing);
  await closing;
  t.equal(asked.length, 1);
});
