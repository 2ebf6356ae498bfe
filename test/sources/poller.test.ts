import { setImmediate } from "node:timers/promises";
import { test } from "tap";
import type { Clock } from "../../src/clock.ts";
import type { PollResult } from "../../src/sources/next-poll.ts";
import { startPoller } from "../../src/sources/poller.ts";

const start = Date.parse("2026-03-01T12:00:00Z");
const ok: PollResult = { outcome: "read", kind: "feed", headers: {}, movedTo: undefined };

/** A clock whose timers go off when it is moved. */
function movedClock() {
  let time = start;
  const timers = new Set<{ at: number; callback: () => void }>();
  const clock: Clock = {
    now: () => time,
    sleep: async () => {},
    after(milliseconds, callback) {
      const timer = { at: time + Math.max(0, milliseconds), callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  return {
    clock,
    async move(milliseconds: number) {
      const end = time + milliseconds;
      for (;;) {
        for (let turn = 0; turn < 20; turn++) await setImmediate();
        const [first] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!first) break;
        timers.delete(first);
        time = Math.max(time, first.at);
        first.callback();
      }
      time = end;
    },
  };
}

function memory() {
  const kept = new Map<string, unknown>();
  return {
    kept,
    states: async () => new Map(kept),
    keep: async (url: string, state: object) => void kept.set(url, structuredClone(state)),
  };
}

const source = (url: string, every = 600) => ({ url, every });

test("sources are polled on their own schedules, and a restart asks for none too early", async (t) => {
  const { clock, move } = movedClock();
  const kept = memory();
  const polls: string[] = [];
  const deps = {
    sources: [source("https://a.example/f"), source("https://b.example/f", 1800)],
    poll: async ({ url }: { url: string }) => {
      polls.push(`${new URL(url).host[0]}${(clock.now() - start) / 60_000}`);
      return ok;
    },
    ...{ store: kept, clock, random: () => 0, onError: (error: unknown) => t.fail(String(error)) },
  };
  const poller = await startPoller(deps);
  await move(31 * 60_000);
  t.same(polls, ["a0", "b0", "a10", "a20", "a30", "b30"]);
  await poller.stop();
  await move(60 * 60_000);
  t.equal(polls.length, 6, "nothing after the end");
  const again = await startPoller(deps);
  await move(1000);
  t.same(polls.slice(6), ["a91", "b91"], "what was missed is made up once");
  await move(5 * 60_000);
  t.equal(polls.length, 8);
  await again.stop();
});

test("sources of one host are asked one after another, others at the same time; a source that waits is not asked twice", async (t) => {
  const { clock, move } = movedClock();
  const gates = new Map<string, () => void>();
  const polls: string[] = [];
  const poller = await startPoller({
    sources: ["https://a.example/1", "https://a.example/2", "https://b.example/1"].map((url) => source(url)),
    poll: ({ url }) => {
      polls.push(url);
      return new Promise<PollResult>((resolve) => gates.set(url, () => resolve(ok)));
    },
    ...{ store: memory(), clock, random: () => 0, onError: (error) => t.fail(String(error)) },
  });
  await move(0);
  t.same(polls, ["https://a.example/1", "https://b.example/1"]);
  const asked = poller.poll("https://a.example/2");
  await move(100_000);
  t.equal(polls.length, 2, "the first has not answered yet");
  gates.get("https://a.example/1")?.();
  await move(0);
  t.same(polls[2], "https://a.example/2");
  gates.get("https://a.example/2")?.();
  gates.get("https://b.example/1")?.();
  await asked;
  await move(1000);
  t.equal(polls.length, 3);
  await poller.stop();
});

test("a source that is gone is not asked again, unless somebody says so; an error that is thrown is a failure", async (t) => {
  const { clock, move } = movedClock();
  const kept = memory();
  const errors: unknown[] = [];
  const polls: string[] = [];
  const poller = await startPoller({
    sources: [source("https://gone.example/f"), source("https://broken.example/f")],
    poll: async ({ url }) => {
      polls.push(url);
      if (url.includes("broken")) throw new Error("no such host");
      return { outcome: "gone" };
    },
    ...{ store: kept, clock, random: () => 0, onError: (error) => errors.push(error) },
  });
  await move(25 * 60_000);
  t.same(polls.filter((url) => url.includes("gone")).length, 1);
  t.same(polls.filter((url) => url.includes("broken")).length, 2, "after 10 minutes, then after 20");
  t.equal(errors.length, 2);
  t.match(poller.sources(), [
    { next: undefined, error: /410/ },
    { failures: 2, error: "no such host" },
  ]);
  await poller.poll("https://gone.example/f");
  t.same(polls.filter((url) => url.includes("gone")).length, 2);
  await poller.stop();
});

test("a kept state that cannot be read is told, and sources are asked all the same", async (t) => {
  const { clock, move } = movedClock();
  const errors: unknown[] = [];
  const polls: string[] = [];
  const poller = await startPoller({
    sources: [source("https://a.example/f")],
    poll: async ({ url }) => {
      polls.push(url);
      return ok;
    },
    store: {
      states: () => Promise.reject(new Error("the collection is damaged")),
      keep: () => Promise.reject(new Error("the collection is damaged")),
    },
    ...{ clock, random: () => 0, onError: (error) => errors.push(error) },
  });
  await move(1000);
  t.same(polls, ["https://a.example/f"]);
  t.equal(errors.length, 2);
  await poller.stop();
});
