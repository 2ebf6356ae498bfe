import { type Attempt, maxWaitingInLane, type NewJob } from "../../../src/stores/jobs.ts";
import type { Stores } from "../../../src/stores/stores.ts";
import { day, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const job = (lane: string, more: Partial<NewJob> = {}): NewJob => ({
  kind: "webhook",
  lane,
  host: `${lane}.example`,
  message: { id: `msg_${lane}`, type: "article.published", body: `{"lane":"${lane}"}`, created: start },
  due: start,
  ...more,
});

const attempt: Attempt = { attempted: start, durationMs: 12, status: 500, error: "it answered 500", answer: "Oops" };

async function take({ jobs }: Stores, now = start, exceptLanes: string[] = [], exceptHosts: string[] = []) {
  return jobs.take({ now, leaseUntil: now + 60_000, exceptLanes, exceptHosts });
}

/** Takes jobs until none is due. @returns their lanes and numbers */
async function takeAll(stores: Stores, now = start): Promise<string[]> {
  const taken: string[] = [];
  for (let next = await take(stores, now); next; next = await take(stores, now))
    taken.push(`${next.lane} ${next.number}`);
  return taken;
}

const none = { exceptLanes: [], exceptHosts: [] };

const jobs: StoreContract = {
  async "jobs are taken when they are due, the one that is due the longest first, and with their message"(
    t,
    { stores },
  ) {
    const numbers = await stores.jobs.enqueue([job("a", { due: start + 50 }), job("b", { due: start + 10 }), job("a")]);
    t.same(numbers, [1, 2, 3]);
    t.equal(await stores.jobs.nextDue(none), start);
    t.equal(await take(stores, start - 1), undefined);
    t.same(await take(stores), {
      ...{ number: 3, kind: "webhook", lane: "a", host: "a.example", attempts: 1, failures: 0 },
      message: job("a").message,
    });
    t.equal(await stores.jobs.nextDue(none), start + 10);
    t.same(await takeAll(stores, start + 50), ["b 2", "a 1"]);
    t.equal(await stores.jobs.nextDue(none), start + 60_000, "when the first lease ends");
  },

  async "an answer with characters that no text should have ends its job as any other does"(t, { stores }) {
    const [number = 0] = await stores.jobs.enqueue([
      job("a", { message: { ...job("a").message, body: JSON.stringify({ text: "\0, \ud800, 😀 and \\u0000" }) } }),
    ]);
    const taken = await take(stores);
    t.match(JSON.parse(taken?.message.body ?? "{}"), { text: /, 😀 and \\u0000$/ });
    const answered = { ...attempt, error: "no\0text", answer: "also\0none\ud800" };
    await stores.jobs.finish({ number, attempts: 1 }, { state: "dead", finished: start, attempt: answered });
    t.match(await stores.jobs.find("a", number), { state: "dead", attempt: { error: /^no/, answer: /^also/ } });
  },

  async "lanes and hosts that are busy are passed over"(t, { stores }) {
    const { host } = job("a");
    await stores.jobs.enqueue([job("a"), job("b", { host }), job("c", { due: start + 5 })]);
    t.match(await take(stores, start, ["a"]), { lane: "b" });
    t.equal(await take(stores, start, [], [host]), undefined);
    t.equal(await stores.jobs.nextDue({ exceptLanes: [], exceptHosts: [host] }), start + 5);
    t.equal(await stores.jobs.nextDue({ exceptLanes: ["a", "b", "c"], exceptHosts: [] }), undefined);
    t.match(await take(stores, start + 5, ["a"]), { lane: "c" });
  },

  async "a job that was taken is taken again when its lease ends, and at once by the next process"(
    t,
    { stores, reopen },
  ) {
    await stores.jobs.enqueue([job("a"), job("b")]);
    const first = await take(stores);
    t.match([await take(stores), await take(stores)], [{ lane: "b" }, undefined]);
    t.match(await take(stores, start + 60_000), { lane: "a", attempts: 2 });
    if (first) await stores.jobs.finish(first, { state: "done", finished: start, attempt });
    t.match(await stores.jobs.find("a", 1), { state: "taken" }, "the first attempt came too late");
    await stores.close();
    const again = await reopen();
    await again.jobs.releaseTaken(start);
    t.same(await takeAll(again), ["a 1", "b 2"]);
  },

  async "an attempt that failed leads to another, and the last to a dead letter; a replay begins anew"(t, { stores }) {
    await stores.jobs.enqueue([job("a")]);
    const first = await take(stores);
    if (first) await stores.jobs.finish(first, { state: "waiting", due: start + 5, attempt });
    t.match(await stores.jobs.find("a", 1), { state: "waiting", due: start + 5, attempts: 1, failures: 1, attempt });
    const second = await take(stores, start + 5);
    t.match(second, { attempts: 2, failures: 1 });
    if (second) await stores.jobs.finish(second, { state: "dead", finished: start + 5, attempt });
    t.match(await stores.jobs.find("a", 1), { state: "dead", due: undefined, failures: 2 });
    t.equal(await stores.jobs.nextDue(none), undefined);
    await stores.jobs.replay("b", 1, start);
    t.equal(await take(stores, start + day), undefined, "it is not of that lane");
    t.equal(await stores.jobs.replayDead("a", start + day), 1);
    const third = await take(stores, start + day);
    t.match(third, { attempts: 3, failures: 0, message: job("a").message });
    await stores.jobs.replay("a", 1, start);
    t.match(await stores.jobs.find("a", 1), { state: "taken" }, "a job that is being done is left alone");
    if (third)
      await stores.jobs.finish(third, { state: "done", finished: start, attempt: { attempted: start, durationMs: 1 } });
    t.match(await stores.jobs.find("a", 1), { state: "done", attempt: { status: undefined, error: undefined } });
    await stores.jobs.replay("a", 1, start);
    t.match(await take(stores), { attempts: 4 });
  },

  async "a lane that is paused waits, and one that ended or was removed has nothing left to do"(t, { stores }) {
    await stores.jobs.enqueue([job("a"), job("b"), job("b"), job("c")]);
    await stores.jobs.pauseLane("a", start + 500);
    await stores.jobs.pauseLane("a", start + 100);
    t.match(await take(stores), { lane: "b" });
    await stores.jobs.endLane("b", { error: "the webhook was disabled", now: start });
    await stores.jobs.removeLane("c");
    t.equal(await take(stores, start + 499), undefined);
    t.equal(await stores.jobs.nextDue({ exceptLanes: ["b"], exceptHosts: [] }), start + 500);
    t.match(await stores.jobs.list("b", { limit: 9 }), [
      { number: 3, state: "dead", attempts: 0, attempt: { error: "the webhook was disabled" } },
      { number: 2, state: "taken" },
    ]);
    t.same(await stores.jobs.list("c", { limit: 9 }), []);
    await stores.jobs.resumeLane("a");
    t.match(await take(stores, start), { lane: "a" });
  },

  async "jobs are listed by lane, the newest first, page by page and by state, and counted"(t, { stores }) {
    await stores.jobs.enqueue(Array.from({ length: 5 }, (_, index) => job(index === 3 ? "b" : "a")));
    const taken = await take(stores);
    if (taken) await stores.jobs.finish(taken, { state: "dead", finished: start, attempt });
    await take(stores, start, ["b"]);
    const numbers = async (request: Parameters<Stores["jobs"]["list"]>[1]) =>
      (await stores.jobs.list("a", request)).map(({ number }) => number);
    t.same(await numbers({ limit: 3 }), [5, 3, 2]);
    t.same(await numbers({ limit: 3, before: 3 }), [2, 1]);
    t.same(await numbers({ limit: 3, state: "dead" }), [1]);
    t.same(await numbers({ limit: 3, state: "taken" }), [2]);
    t.same(await numbers({ limit: 9, state: "waiting" }), [5, 3]);
    t.same(
      await stores.jobs.counts(),
      new Map([
        ["a", { waiting: 3, dead: 1, dropped: 0 }],
        ["b", { waiting: 1, dead: 0, dropped: 0 }],
      ]),
    );
    t.same(await stores.jobs.backlog(), { waiting: 4, oldest: start });
    t.same(await stores.jobs.find("b", 1), undefined);
  },

  async "a lane takes no more jobs than there is room for, and counts the others"(t, { stores }) {
    const many = Array.from({ length: maxWaitingInLane + 7 }, () => job("a"));
    t.equal((await stores.jobs.enqueue([...many, job("b")])).length, maxWaitingInLane + 1);
    t.match((await stores.jobs.counts()).get("a"), { waiting: maxWaitingInLane, dropped: 7 });
    t.same(await stores.jobs.enqueue([job("a")]), []);
    await stores.jobs.endLane("a", { error: "ended", now: start });
    await stores.jobs.enqueue([job("a")]);
    t.equal(await stores.jobs.replayDead("a", start), maxWaitingInLane - 1, "as many as there is room for");
  },

  async "old jobs are removed with their messages, and none that waits"(t, { stores }) {
    const names = ["a", "b", "c", "d"] as const;
    await stores.jobs.enqueue(names.map((lane) => job(lane)));
    for (const [index, state] of (["done", "dead", "done"] as const).entries()) {
      const taken = await take(stores);
      if (taken) await stores.jobs.finish(taken, { state, finished: start + index * day, attempt });
    }
    const left = async () =>
      (await Promise.all(names.map((lane) => stores.jobs.list(lane, { limit: 9 })))).flat().length;
    await stores.jobs.prune({ before: start + day, maxFinished: 9 });
    t.equal(await left(), 3, "the first is gone");
    await stores.jobs.prune({ before: start, maxFinished: 1 });
    t.match(await stores.jobs.list("c", { limit: 9 }), [{ state: "done" }], "the last that finished");
    t.equal(await left(), 2);
    t.match(await take(stores), { lane: "d", message: job("d").message });
  },

  async "jobs and pauses far in the future are brought forward when the clock was set back"(t, { stores }) {
    await stores.jobs.enqueue([job("a", { due: start + 900 * day }), job("b", { due: start + day }), job("c")]);
    await stores.jobs.pauseLane("c", start + 900 * day);
    await stores.jobs.bringForward(start + 3 * day, start);
    t.same(await takeAll(stores), ["a 1", "c 3"]);
  },
};

/** The contract of JobStore. */
export function testJobStore(name: string, open: OpenStores): void {
  testContract(`${name}, jobs`, jobs, open);
}
