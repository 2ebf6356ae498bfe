import { setImmediate } from "node:timers/promises";
import { type Test, test } from "tap";
import type { ProbeResult } from "../../src/media/probe.ts";
import { startMediaWatcher } from "../../src/media/watcher.ts";
import type { MediaProbe } from "../../src/stores/media-facts.ts";
import { handClock } from "../schedule/hand-clock.ts";
import { slowTest } from "../slow.ts";

const start = Date.parse("2026-03-01T12:00:00Z");
const found: ProbeResult = { outcome: "found", facts: { type: "image/png", bytes: 1 } };

/** A watcher of files in memory, by a clock that is moved by hand. `answer`: what comes of asking, and when. */
function watching(t: Test, urls: string[], answer: (url: string) => ProbeResult | Promise<ProbeResult> = () => found) {
  const clock = handClock(start);
  const files = new Map(urls.map((url) => [url, { url, failures: 0, next: start as number | undefined }]));
  const asked: { url: string; at: number }[] = [];
  const kept: MediaProbe[][] = [];
  const told = { failures: 0, changes: 0, errors: [] as unknown[] };
  const watcher = startMediaWatcher({
    mediaFacts: {
      listDue: async (now, limit) =>
        [...files.values()].filter(({ next }) => (next ?? Infinity) <= now).slice(0, limit),
      async keep(results) {
        kept.push([...results]);
        for (const { url, failures, next } of results) files.set(url, { url, failures, next });
        return results.some(({ facts }) => facts);
      },
    },
    async probe(url) {
      asked.push({ url, at: (clock.now() - start) / 1000 });
      return answer(url);
    },
    clock,
    random: () => 0,
    onChanged: () => told.changes++,
    onFailure: () => told.failures++,
    onError: (error) => told.errors.push(error),
  });
  t.teardown(() => watcher.stop());
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds * 4; passed++) {
      await clock.pass(250);
      for (let turns = 0; turns < 5; turns++) await setImmediate();
    }
  };
  return { watcher, clock, files, asked, kept, told, pass };
}

const of = (host: string, count: number) =>
  Array.from({ length: count }, (_, index) => `https://${host}.example/${index}`);

test("files of one host are asked a second apart, and published together", async (t) => {
  const { asked, kept, told, pass } = watching(t, of("a", 3));
  await pass(10);
  t.same(
    asked,
    of("a", 3).map((url, at) => ({ url, at })),
  );
  t.match(kept, [{ length: 3 }]);
  t.equal(told.changes, 1);
});

test("four of many hosts are asked at once, each for one thing at a time", async (t) => {
  let now = 0;
  let most = 0;
  const busy = new Set<string>();
  const hosts = ["a", "b", "c", "d", "e", "f"];
  const { asked, pass } = watching(
    t,
    hosts.flatMap((host) => of(host, 2)),
    async (url) => {
      const { host } = new URL(url);
      t.notOk(busy.has(host));
      busy.add(host);
      most = Math.max(most, ++now);
      await setImmediate();
      now--;
      busy.delete(host);
      return found;
    },
  );
  await pass(10);
  t.equal(asked.length, 12);
  t.equal(most, 4);
});

slowTest("a host that does not answer is left alone, and holds up no other", async (t) => {
  const failed: ProbeResult = { outcome: "failed", error: "no server answers there", isBusy: true };
  const { asked, files, told, pass } = watching(t, [...of("dead", 30), ...of("a", 1)], (url) =>
    url.includes("dead") ? failed : found,
  );
  await pass(1);
  t.same(
    asked.map(({ url }) => url),
    ["https://dead.example/0", "https://a.example/0"],
  );
  t.equal(files.get("https://dead.example/0")?.next, start + 3_600_000);
  t.equal(told.failures, 1);
  await pass(3500);
  t.equal(asked.length, 2);
  await pass(200);
  t.equal(asked.length, 3, "one of it is tried again after an hour");
});

test("files that come later are asked when somebody says so, and those that are due by themselves within a minute", async (t) => {
  const { watcher, clock, files, asked, pass } = watching(t, []);
  await pass(5);
  files.set("https://a.example/0", { url: "https://a.example/0", failures: 0, next: clock.now() });
  watcher.checkNow();
  await pass(1);
  t.equal(asked.length, 1);
  files.set("https://a.example/1", { url: "https://a.example/1", failures: 0, next: clock.now() + 10_000 });
  await pass(75);
  t.equal(asked.length, 2);
});

test("facts that come slowly are published meanwhile", async (t) => {
  const { kept, pass, clock } = watching(
    t,
    of("slow", 20),
    () => new Promise((resolve) => clock.after(5000, () => resolve(found))),
  );
  await pass(37);
  t.ok(kept.length >= 1 && (kept[0]?.length ?? 0) < 10, `after half a minute ${kept[0]?.length} of 20`);
});

test("a collection that fails is asked again later; after the end nothing is asked or kept", async (t) => {
  let failures = 1;
  const { asked, kept, told, watcher, pass, clock } = watching(t, of("a", 2), () => {
    if (failures-- > 0) throw new Error("a defect");
    return new Promise((resolve) => clock.after(1000, () => resolve(found)));
  });
  await pass(5);
  t.match(told.errors, [{ message: "a defect" }]);
  await pass(55.5);
  t.equal(asked.length, 2, "again after a minute");
  const stopped = watcher.stop();
  await pass(5);
  await stopped;
  watcher.checkNow();
  await pass(120);
  t.equal(asked.length, 2);
  t.same(kept, []);
});
