import { test } from "tap";
import { interruptionFailure, type TargetResult } from "../../src/stores/runs.ts";
import { nothing, publisherOfSlowRuns, settle } from "./slow-runs.ts";

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

test("closing cuts the run that goes on short, and the one that waits: both are recorded, and nothing is failing", async (t) => {
  const { publisher, signals, ends, recorded } = publisherOfSlowRuns();
  const first = publisher.regenerate("change");
  await settle();
  const second = publisher.regenerate("admin");
  const closing = publisher.close();
  t.ok(signals[0]?.aborted);
  ends[0]?.resolve({ ...nothing, changed: ["/feeds/a.rss"], failed: [interruptionFailure] });
  await closing;
  for (const { run, finished } of [first, second]) {
    t.match(await finished, { state: "failed", stopped: true, documents: { failed: [{ what: "run" }] } });
    t.match(recorded.get(run.id), { state: "failed", stopped: true });
  }
  t.same(first.run.documents.changed, ["/feeds/a.rss"]);
  t.same(publisher.openFailures(), []);
  t.match(await publisher.regenerate("admin").finished, { stopped: true }, "and so is what is asked for afterwards");
});

test("a run tells how far it is and what it made, to those who listen, until it is over", async (t) => {
  const { publisher, steps, ends, recorded } = publisherOfSlowRuns();
  const told: string[] = [];
  const stop = publisher.onProgress(({ id, state, progress, made }) => {
    told.push(`${id} ${state} ${progress.done}/${progress.total} ${made.map(({ what }) => what)}`);
  });
  const { run, finished } = publisher.regenerate("admin");
  await settle();
  const made: TargetResult = { what: "a", outcome: "changed", changed: 4, durationMs: 7 };
  steps[0]?.({ done: 0, total: 2 });
  steps[0]?.({ done: 1, total: 2, result: made });
  t.match((await publisher.runs(1))[0], { state: "running", progress: { done: 1, total: 2 } });
  t.notOk("made" in ((await publisher.runs(1))[0] ?? {}), "a list says less");
  steps[0]?.({ done: 2, total: 2 });
  ends[0]?.resolve(nothing);
  await finished;
  t.same(told, ["1 running 0/2 ", "1 running 1/2 a", "1 running 2/2 a", "1 done 2/2 a"]);
  t.match(recorded.get(run.id), { made: [made], progress: { done: 2, total: 2 } });
  stop();
  publisher.regenerate("admin");
  await settle();
  steps[1]?.({ done: 1, total: 1 });
  t.equal(told.length, 4);
});

test("a run that cannot be recorded is over all the same, and has failed", async (t) => {
  const { publisher, ends, recorded } = publisherOfSlowRuns();
  const { finished } = publisher.regenerate("admin");
  await settle();
  recorded.set = () => {
    throw new Error("disk full");
  };
  ends[0]?.resolve({ ...nothing, failed: [] });
  t.match(await finished, { state: "failed", documents: { failed: [{ what: "record of the run" }] } });
});
